/** Moves lines of files into a database, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { adoptFiles } from '../postgres/adopt.ts'

const { directory, url } = workerData as { readonly directory: string; readonly url: string }
parentPort?.postMessage(await adoptFiles(directory, url))
