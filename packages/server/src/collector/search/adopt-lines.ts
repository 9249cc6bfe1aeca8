import { Worker } from 'node:worker_threads'

// The name in development and after `tsc`, which rewrites imports but not URLs.
const name = import.meta.url.endsWith('.ts') ? 'adopt-worker.ts' : 'adopt-worker.js'
const SCRIPT = new URL(`thread/${name}`, import.meta.url)

/**
 * Moves the lines of a directory into the database (`postgres/adopt.ts`); a server that ends meanwhile goes on when it
 * starts again.
 * @returns false when another process is at it
 */
export function adoptLines(directory: string, url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { workerData: { directory, url } })
    worker.unref()
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that moved lines ended')))
  })
}
