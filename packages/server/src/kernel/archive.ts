import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { ZipFile as ZipWriter } from 'yazl'
import { failed, ok, type Result } from './result.ts'

/** A file of an archive. Folders are only the slashes of names. */
export interface ZipEntry {
  /** Relative, with `/` between its parts; none of them is empty, `.` or `..`. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Its owner may execute it. */
  readonly executable?: boolean
}

/** What an archive may hold; its owner names the figures in its own `limits.ts`. */
export interface ArchiveLimits {
  /** Files and folders together. */
  readonly entries: number
  /** Bytes of all files, unpacked. */
  readonly totalBytes: number
  /** Unpacked bytes per packed byte, of each file that is larger than `ratioFromBytes`. */
  readonly ratio: number
  readonly ratioFromBytes?: number
  /** Parts of a name. */
  readonly depth?: number
}

/**
 * Reads a zip that may be hostile: nothing of it is returned unless all of it is sound. It is refused for more
 * than the limits allow, for names that lead outside, links, encryption, files that overlap or stand twice, and
 * contents that are not what was announced.
 * @returns the files in the archive's order, or what is wrong with it
 */
export async function readZip(
  bytes: Uint8Array,
  limits: ArchiveLimits,
): Promise<Result<readonly ZipEntry[], string>> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
    const listed = await listEntries(zip, bytes.length, limits)
    if (!listed.ok) return listed
    const files: ZipEntry[] = []
    for (const entry of listed.value) {
      const contents = await contentsOf(zip, entry)
      if (!contents.ok) return contents
      files.push({ name: entry.fileName, bytes: contents.value, executable: isExecutable(entry) })
    }
    return ok(files)
  } catch (error) {
    // The library throws for whatever is no zip or a broken one.
    return failed(error instanceof Error ? error.message : String(error))
  }
}

/** The same entries give the same bytes, whenever and wherever they are written. */
export async function writeZip(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const zip = new ZipWriter()
  const chunks: Uint8Array[] = []
  const written = new Promise<void>((resolve, reject) => {
    zip.on('error', reject)
    zip.outputStream.on('error', reject)
    zip.outputStream.on('data', chunk => chunks.push(chunk))
    zip.outputStream.on('end', resolve)
  })
  for (const { name, bytes, executable } of entries) {
    const mode = executable ? 0o100755 : 0o100644
    zip.addBuffer(Buffer.from(bytes), name, { mode, mtime: EPOCH, forceDosTimestamp: true })
  }
  zip.end()
  await written
  return Buffer.concat(chunks)
}

/** The first moment that a zip can tell. It is told in local time, so it is made in local time. */
const EPOCH = new Date(1980, 0, 1)

const DEFAULTS = { ratioFromBytes: 1024 * 1024, depth: 32, nameBytes: 1024 }

/** The files by name, all of them within the limits by what the archive says of itself. */
async function listEntries(
  zip: ZipFile,
  archiveBytes: number,
  limits: ArchiveLimits,
): Promise<Result<readonly Entry[], string>> {
  const { entries, totalBytes } = limits
  if (zip.entryCount > entries) return failed(`more than ${entries} entries`)
  const files = new Map<string, Entry>()
  const folders = new Set<string>()
  let [packed, unpacked] = [0, 0]
  for await (const entry of zip.eachEntry()) {
    const problem = problemOf(entry, limits)
    if (problem) return failed(`\`${printable(entry.fileName)}\` ${problem}`)
    const name = entry.fileName.replace(/\/$/, '')
    addFolders(folders, name)
    packed += entry.compressedSize
    unpacked += entry.uncompressedSize
    if (unpacked > totalBytes) return failed(`unpacks to more than ${totalBytes} bytes`)
    // Files that share their packed bytes can multiply without end.
    if (packed > archiveBytes) return failed('entries overlap')
    if (name !== entry.fileName) folders.add(name)
    else if (files.has(name)) return failed(`\`${printable(name)}\` stands there twice`)
    else files.set(name, entry)
  }
  const both = [...files.keys()].find(name => folders.has(name))
  if (both !== undefined) return failed(`\`${printable(both)}\` is both a file and a folder`)
  return ok([...files.values()])
}

function addFolders(folders: Set<string>, name: string): void {
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    folders.add(name.slice(0, at))
  }
}

function problemOf(entry: Entry, limits: ArchiveLimits): string | undefined {
  const { ratio, ratioFromBytes = DEFAULTS.ratioFromBytes } = limits
  const { fileName, uncompressedSize, compressedSize } = entry
  const named = nameProblem(fileName, limits.depth ?? DEFAULTS.depth)
  if (named) return named
  if (entry.isEncrypted()) return 'is encrypted'
  if (!entry.canDecodeFileData()) {
    return `is packed by the unknown method ${entry.compressionMethod}`
  }
  const type = unixMode(entry) & 0o170000
  if (type === 0o120000) return 'is a symbolic link'
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'is neither a file nor a folder'
  if (fileName.endsWith('/') && uncompressedSize > 0) return 'is a folder with contents'
  if (uncompressedSize > ratioFromBytes && uncompressedSize > compressedSize * ratio) {
    return `unpacks to more than ${ratio} times its size`
  }
  return undefined
}

function nameProblem(name: string, depth: number): string | undefined {
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is an absolute path'
  if (Buffer.byteLength(name) > DEFAULTS.nameBytes) return 'has too long a name'
  const parts = name.replace(/\/$/, '').split('/')
  if (parts.includes('..')) return 'leads outside of the archive'
  if (parts.some(part => part === '' || part === '.')) return 'has an empty part in its name'
  if (/[\p{Cc}\\]/u.test(name)) return 'has a control character or backslash in its name'
  if (parts.length > depth) return `lies deeper than ${depth} folders`
  return undefined
}

async function contentsOf(zip: ZipFile, entry: Entry): Promise<Result<Uint8Array, string>> {
  const chunks: Uint8Array[] = []
  // INVARIANT: the library ends a stream that has more bytes than its entry announced.
  const stream = await zip.openReadStreamPromise(entry)
  for await (const chunk of stream) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (crc32(bytes) === entry.crc32) return ok(bytes)
  return failed(`\`${printable(entry.fileName)}\` has another checksum than announced`)
}

/** 0 for what was packed elsewhere than on Unix. */
function unixMode({ versionMadeBy, externalFileAttributes }: Entry): number {
  const madeOnUnix = versionMadeBy >>> 8 === 3 || versionMadeBy >>> 8 === 19
  return madeOnUnix ? externalFileAttributes >>> 16 : 0
}

const isExecutable = (entry: Entry) => (unixMode(entry) & 0o100) !== 0

const printable = (name: string) => name.replace(/\p{Cc}/gu, '?').slice(0, 100)
