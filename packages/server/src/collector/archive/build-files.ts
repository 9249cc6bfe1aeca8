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
  /** `2026-11-20T09`, UTC. */
  readonly hour: string
}

/** The last archived line of each object, the latest object last. */
export type LastLines = Map<string, number>

/** Turns entries of the spool into files, one an hour of the lines' own time; late lines come into further files. */
export interface FileBuilder {
  /** Takes what `last` does not know yet, and notes it there. */
  add(entry: SpoolEntry): Promise<void>
  /** The files; `sequence` sets their names apart from those of other batches. */
  build(sequence: number): Promise<readonly BuiltFile[]>
}

interface OpenFile {
  readonly gzip: Gzip | undefined
  readonly chunks: Buffer[]
  readonly bloom: Bloom
  lines: number
  rawBytes: number
  minTs: number
  maxTs: number
}

export function fileBuilder(setting: ArchiveSetting, last: LastLines): FileBuilder {
  const open = new Map<string, OpenFile>()
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
        const line: ArchivedLine = { ts, ...more, raw }
        await write(fileOf(hourOf(ts), open, setting), line)
      }
      for (const name of last.keys()) {
        if (last.size <= LIMITS.rememberedObjects) break
        last.delete(name)
      }
    },
    build: sequence =>
      Promise.all([...open].map(([hour, file]) => finish(hour, file, { setting, sequence }))),
  }
}

const hourOf = (ts: number) => new Date(ts).toISOString().slice(0, 13)

function fileOf(hour: string, open: Map<string, OpenFile>, { compressed }: ArchiveSetting) {
  const known = open.get(hour)
  if (known) return known
  const chunks: Buffer[] = []
  const gzip = compressed ? createGzip() : undefined
  gzip?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const made: OpenFile = {
    gzip,
    chunks,
    bloom: emptyBloom(),
    lines: 0,
    rawBytes: 0,
    minTs: Number.MAX_SAFE_INTEGER,
    maxTs: 0,
  }
  open.set(hour, made)
  return made
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

async function finish(
  hour: string,
  { gzip, chunks, bloom, lines, rawBytes, minTs, maxTs }: OpenFile,
  { setting, sequence }: { readonly setting: ArchiveSetting; readonly sequence: number },
): Promise<BuiltFile> {
  if (gzip) {
    const ended = once(gzip, 'end')
    gzip.end()
    await ended
  }
  const body = Buffer.concat(chunks)
  const [dt = '', hr = ''] = hour.split('T')
  const name = `${minTs}-${maxTs}-${setting.id}-${sequence}.json${gzip ? '.gz' : ''}`
  const key = `${rootOf(setting)}dt=${dt}/hr=${hr}/${name}`
  const sha256 = createHash('sha256').update(body).digest('hex')
  const facts = { key, lines, bytes: body.length, rawBytes, sha256, minTs, maxTs }
  return { hour, body, file: { ...facts, bloom: bloom.toText() } }
}

/** Everything of one account lies below it. */
export const rootOf = ({ prefix, accountId }: Pick<ArchiveSetting, 'prefix' | 'accountId'>) =>
  `${folderOf(prefix)}account=${accountId}/`

export const folderOf = (prefix: string) =>
  prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
