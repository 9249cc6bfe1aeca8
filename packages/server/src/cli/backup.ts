import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { verifyBackup } from '../backup/restore.ts'
import { syncDirectory } from '../kernel/sync-directory.ts'
import { answerOf, createClient, guarded, parseFlags, reportFailure, UsageError } from './client.ts'

/** `parley backup FILE`: appears under its name once it is whole, verified and on the disk. */
export const backup = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parseFlags(args, {})
    const [name, ...more] = positionals
    if (name === undefined || more.length > 0) throw new UsageError('usage: backup FILE')
    const file = resolve(name)
    if (existsSync(file)) throw new UsageError(`${file} exists already`)
    const answer = await createClient(values).open({
      ...{ service: 'parley', method: 'POST', target: '/_parley/backup', body: {} },
    })
    if (answer.status !== 200 || !answer.body) return reportFailure(await answerOf(answer))
    const unfinished = `${file}.part`
    try {
      // INVARIANT: the file is ours alone. One that is there already would keep its owner and rights.
      rmSync(unfinished, { force: true })
      const bytes = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
      await pipeline(bytes, createWriteStream(unfinished, { mode: 0o600, flags: 'wx' }))
      const { manifest } = await verifyBackup(unfinished)
      await flush(unfinished)
      await rename(unfinished, file)
      await syncDirectory(dirname(file))
      process.stdout.write(
        `${file}: ${manifest.rows} rows and ${manifest.blobs} blobs as of commit ${manifest.position}, verified\n${KEY_NOTE}\n${LINES_NOTE}\n`,
      )
      return 0
    } catch (error) {
      rmSync(unfinished, { force: true })
      const reason = error instanceof Error ? error.message : String(error)
      process.stderr.write(`parley: no backup was made: ${reason}\n`)
      return 1
    }
  })

const KEY_NOTE =
  'The root key is not in it: without a copy of DIR/root-key (or of --root-key-file) its secrets cannot be opened.'

const LINES_NOTE =
  'Lines that the collector keeps are not in it either: copy DIR/lines of a stopped server, or bring them back from their archive.'

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
