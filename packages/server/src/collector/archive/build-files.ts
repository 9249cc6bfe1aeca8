import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createGzip, type Gzip } from 'node:zlib'
import { type Bloom, emptyBloom } from './bloom.ts'
import { LIMITS } from './limits.ts'
import type { ArchivedFile, ArchivedLine, ArchiveSetting, SpoolEntry } from './records.ts'
import { linesOf } from './spool.ts'

export interface BuiltFile {
  readonly file: ArchivedFile
  readonly body: Buffer
  /** Begins with the hour, UTC: `…/_manifest/2026-11-20T09-17.json`. */
  readonly manifestKey: string
}

/** The last archived line of each object, the latest object last. */
export type LastLines = Map<string, number>

/**
 * Turns entries of the spool into files, one an hour of the lines' own time; late lines come into further files. So
 * many hours are open at once: with one more the first is closed, and lines of it that come yet are a further file.
 */
export interface FileBuilder {
  /** Takes what `last` does not know yet, and notes it there. */
  add(entry: SpoolEntry): Promise<void>
  finish(): Promise<void>
}

export interface Building {
  readonly setting: ArchiveSetting
  /** Sets the names of a batch's files apart from those of others. */
  readonly sequence: number
  readonly last: LastLines
  /** Takes a file that is complete. */
  readonly emit: (file: BuiltFile) => Promise<void>
}

interface OpenFile {
  /** Tells the files apart that one hour has in this batch. */
  readonly name: string
  readonly gzip: Gzip | undefined
  readonly chunks: Buffer[]
  readonly bloom: Bloom
  lines: number
  rawBytes: number
  minTs: number
  maxTs: number
}

export function fileBuilder({ setting, sequence, last, emit }: Building): FileBuilder {
  const open = new Map<string, OpenFile>()
  const files = new Map<string, number>()
  const close = async (hour: string, file: OpenFile) => {
    open.delete(hour)
    await emit(await complete(hour, file, setting))
  }
  const fileOf = async (hour: string): Promise<OpenFile> => {
    const known = open.get(hour)
    if (known) return known
    const [first] = open
    if (first && open.size >= LIMITS.openFiles) await close(...first)
    const before = files.get(hour) ?? 0
    files.set(hour, before + 1)
    const made = openFile(before === 0 ? `${sequence}` : `${sequence}-${before}`, setting)
    open.set(hour, made)
    return made
  }
  return {
    async add(entry) {
      const { object, firstLine, lines, type, connector, key, state } = entry
      const from = Math.max(0, (last.get(object) ?? -1) + 1 - firstLine)
      if (from >= lines) return
      last.delete(object)
      last.set(object, firstLine + lines - 1)
      const { accountId } = setting
      const more = { type, accountId, connector, key, ...(state !== undefined && { state }) }
      for (const [ts, raw] of linesOf(entry).slice(from)) {
        await write(await fileOf(hourOf(ts)), { ts, ...more, raw })
      }
      for (const name of last.keys()) {
        if (last.size <= LIMITS.rememberedObjects) break
        last.delete(name)
      }
    },
    async finish() {
      for (const [hour, file] of open) await close(hour, file)
    },
  }
}

const hourOf = (ts: number) => new Date(ts).toISOString().slice(0, 13)

function openFile(name: string, { compressed }: ArchiveSetting): OpenFile {
  const chunks: Buffer[] = []
  const gzip = compressed ? createGzip() : undefined
  gzip?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return {
    name,
    gzip,
    chunks,
    bloom: emptyBloom(),
    lines: 0,
    rawBytes: 0,
    minTs: Number.MAX_SAFE_INTEGER,
    maxTs: 0,
  }
}

async function write(file: OpenFile, line: ArchivedLine): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  file.lines++
  file.rawBytes += Buffer.byteLength(line.raw)
  file.minTs = Math.min(file.minTs, line.ts)
  file.maxTs = Math.max(file.maxTs, line.ts)
  file.bloom.add(line.raw)
  if (!file.gzip) file.chunks.push(bytes)
  else if (!file.gzip.write(bytes)) await once(file.gzip, 'drain')
}

async function complete(
  hour: string,
  { name, gzip, chunks, bloom, lines, rawBytes, minTs, maxTs }: OpenFile,
  setting: ArchiveSetting,
): Promise<BuiltFile> {
  if (gzip) {
    const ended = once(gzip, 'end')
    gzip.end()
    await ended
  }
  const body = Buffer.concat(chunks)
  const [dt = '', hr = ''] = hour.split('T')
  const ending = gzip ? '.json.gz' : '.json'
  const folder = `${rootOf(setting)}dt=${dt}/hr=${hr}/`
  const key = `${folder}${minTs}-${maxTs}-${setting.id}-${name}${ending}`
  const sha256 = createHash('sha256').update(body).digest('hex')
  const facts = { key, lines, bytes: body.length, rawBytes, sha256, minTs, maxTs }
  const manifestKey = `${rootOf(setting)}_manifest/${hour}-${name}.json`
  return { manifestKey, body, file: { ...facts, bloom: bloom.toText() } }
}

/** Everything of one account lies below it. */
export const rootOf = ({ prefix, accountId }: Pick<ArchiveSetting, 'prefix' | 'accountId'>) =>
  `${folderOf(prefix)}account=${accountId}/`

export const folderOf = (prefix: string) =>
  prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
