import { open } from 'node:fs/promises'

/**
 * Makes the names in a directory durable: a new file survives a power loss only after its directory was
 * flushed too. Windows flushes names by itself and cannot open directories.
 */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
