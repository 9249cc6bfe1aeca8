import type { Json } from '../../kernel/json.ts'
import { elbParser, s3AccessParser } from './access-logs.ts'
import { cutJson } from './cut-json.ts'
import { cutLines } from './cut-lines.ts'
import type { Cutter } from './cutter.ts'
import type {
  Compression,
  FormatName,
  LineBatch,
  LineCheckpoint,
  LinesEnd,
  OpenLinesOptions,
  ParsedLine,
} from './format.ts'
import { cloudfrontParser, vpcflowParser } from './header-logs.ts'
import { joinLines } from './join-lines.ts'
import { cloudtrailParser, cloudwatchParser, jsonParser, lexParser } from './json-lines.ts'
import { LIMITS } from './limits.ts'
import { parseLinePattern } from './line-pattern.ts'
import { type Parser, stateless, textField } from './parser.ts'
import { recogniseCompression } from './recognise.ts'
import { unpack } from './unpack.ts'

/**
 * Reads an object's lines (`format.ts` has the promises). The last batch has `end`.
 * @throws Error for a multiline pattern that is none; what `bytes` throws
 */
export async function* openLines(
  bytes: AsyncIterable<Uint8Array>,
  options: OpenLinesOptions,
): AsyncGenerator<LineBatch, void> {
  const { compression, rest } = await peek(bytes, options)
  const reader = createReader(options, compression)
  const plain = unpack(rest, compression)
  let skipped = options.startsAt ?? 0
  const from = options.from?.offset ?? 0
  let end: LinesEnd | undefined
  try {
    while (end === undefined) {
      const next = await plain.next()
      if (next.done) {
        end = next.value
        reader.finish(end)
      } else {
        const ahead = Math.min(next.value.length, Math.max(0, from - skipped))
        skipped += ahead
        if (ahead === next.value.length) continue
        reader.append(next.value.subarray(ahead))
      }
      yield* reader.fullBatches()
    }
    yield { ...reader.lastBatch(), end }
  } finally {
    await plain.return({ kind: 'whole' })
  }
}

/** The compression, and the bytes with those that were looked at. */
async function peek(bytes: AsyncIterable<Uint8Array>, options: OpenLinesOptions) {
  const known = options.from?.compression ?? options.compression
  if (known !== undefined) return { compression: known, rest: bytes }
  const iterator = bytes[Symbol.asyncIterator]()
  const seen: Uint8Array[] = []
  let length = 0
  while (length < 4) {
    const next = await iterator.next()
    if (next.done) break
    seen.push(next.value)
    length += next.value.length
  }
  const compression = recogniseCompression(Buffer.concat(seen), options.key)
  async function* rest() {
    try {
      yield* seen
      yield* { [Symbol.asyncIterator]: () => iterator }
    } finally {
      await iterator.return?.()
    }
  }
  return { compression, rest: rest() }
}

interface Reader {
  append(bytes: Uint8Array): void
  finish(end: LinesEnd): void
  /** As long as there are enough lines for a batch. */
  fullBatches(): Generator<LineBatch>
  lastBatch(): LineBatch
}

function createReader(options: OpenLinesOptions, compression: Compression): Reader {
  const { format, from } = options
  const { cutter, parser } = partsOf(options, from)
  let count = from?.lines ?? 0
  let lines: ParsedLine[] = []
  let size = 0

  const batch = (): LineBatch => {
    const state = { cutter: cutter.state(), parser: parser.state() }
    const offset = cutter.position()
    const checkpoint: LineCheckpoint = { format, compression, offset, lines: count, state }
    const given = lines
    lines = []
    size = 0
    return { lines: given, checkpoint }
  }
  /** Whether a batch is full. */
  const fill = (): boolean => {
    while (lines.length < LIMITS.batchLines && size < LIMITS.batchBytes) {
      const cut = cutter.next()
      if (cut === undefined) return false
      size += cut.bytes
      const line = parser.parse(cut)
      if (line === undefined) continue
      lines.push(line)
      count++
    }
    return true
  }
  return {
    append: bytes => cutter.append(bytes),
    finish: end => cutter.finish(end.kind === 'broken' ? end.reason : undefined),
    *fullBatches() {
      while (fill()) yield batch()
    },
    lastBatch: batch,
  }
}

function partsOf(
  options: OpenLinesOptions,
  from: LineCheckpoint | undefined,
): { readonly cutter: Cutter; readonly parser: Parser } {
  const state = stateOf(from)
  const { kind, envelopeKeys = [], parser } = KINDS[options.format]
  const offset = from?.offset ?? 0
  if (kind === 'json') {
    return {
      cutter: cutJson(offset, envelopeKeys, state.cutter),
      parser: parser(state.parser),
    }
  }
  const lines = cutLines(offset, state.cutter)
  const cutter = options.format === 'text' ? entries(lines, options) : lines
  return { cutter, parser: parser(state.parser) }
}

function entries(lines: Cutter, { multiline }: OpenLinesOptions): Cutter {
  if (multiline === undefined) return lines
  const begins = 'begins' in multiline
  const pattern = parseLinePattern(begins ? multiline.begins : multiline.continues)
  if (!pattern.ok) throw new Error(pattern.error)
  return joinLines(lines, { pattern: pattern.value, begins })
}

interface Kind {
  readonly kind: 'lines' | 'json'
  /** Under which keys of an outermost object the records stand. */
  readonly envelopeKeys?: readonly string[]
  readonly parser: (state: Json) => Parser
}

const textParser = stateless(({ raw, problem }) => ({
  time: undefined,
  fields: [textField(raw)],
  problem,
  raw,
}))

const KINDS: Readonly<Record<FormatName, Kind>> = {
  json: { kind: 'json', parser: () => jsonParser },
  cloudtrail: { kind: 'json', envelopeKeys: ['Records'], parser: () => cloudtrailParser },
  lex: { kind: 'json', envelopeKeys: ['logEvents'], parser: () => lexParser },
  cloudwatch: { kind: 'json', envelopeKeys: ['logEvents'], parser: () => cloudwatchParser },
  S3Access: { kind: 'lines', parser: () => s3AccessParser },
  elb: { kind: 'lines', parser: () => elbParser },
  vpcflow: { kind: 'lines', parser: vpcflowParser },
  cloudfront: { kind: 'lines', parser: cloudfrontParser },
  text: { kind: 'lines', parser: () => textParser },
}

function stateOf(from: LineCheckpoint | undefined): { cutter: Json; parser: Json } {
  const state = from?.state
  if (state === null || typeof state !== 'object' || Array.isArray(state)) {
    return { cutter: null, parser: null }
  }
  // INVARIANT: a checkpoint's state was made by `batch`.
  return state as unknown as { cutter: Json; parser: Json }
}
