import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { restoreBackup } from '../backup/restore.ts'
import { readBlobs } from '../config.ts'
import { systemRandom } from '../kernel/random.ts'
import { guarded, UsageError } from './client.ts'

const FLAGS = {
  data: { type: 'string' },
  'root-key-file': { type: 'string' },
  'leave-root-key': { type: 'boolean' },
  blobs: { type: 'string' },
} as const

const USAGE =
  'usage: restore FILE --data DIR --root-key-file KEY [--leave-root-key] [--blobs s3://BUCKET/PREFIX]'

/** `parley restore FILE`: makes a data directory; no server may run on it yet. */
export const restore = (args: readonly string[]) =>
  guarded(async () => {
    const { values, positionals } = parse(args)
    const [file] = positionals
    const { data, 'root-key-file': rootKeyFile, 'leave-root-key': leavesKey = false } = values
    const blobs = readBlobs(values.blobs, 'us-east-1', process.env)
    if (!blobs.ok) throw new UsageError(blobs.error)
    if (file === undefined || positionals.length > 1 || !data || !rootKeyFile) {
      throw new UsageError(USAGE)
    }
    try {
      const { head, manifest } = await restoreBackup({
        ...{ file, directory: data, rootKeyFile },
        copiesRootKey: !leavesKey,
        blobs: blobs.value,
        random: systemRandom,
      })
      const at = new Date(head.createdAt).toISOString()
      const place = values.blobs ? `, in ${values.blobs}` : ''
      process.stdout.write(
        `${resolve(data)}: ${manifest.rows} rows and ${manifest.blobs} blobs${place} as of ${at}\nThe root of the first account gets new credentials when a server starts on it.\n`,
      )
      return 0
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      process.stderr.write(`parley: nothing was restored: ${reason}\n`)
      return 1
    }
  })

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
