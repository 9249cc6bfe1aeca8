/** The bytes of a model: a header in JSON and named typed arrays, loaded without a copy (spec/nlu.md §5.4). */

export type Column = Int32Array | Float32Array | Int16Array | Uint16Array | Int8Array | Uint8Array

export interface ModelFile<Head> {
  readonly head: Head
  readonly columns: ReadonlyMap<string, Column>
}

export function encodeModel<Head>({ head, columns }: ModelFile<Head>): Uint8Array {
  const sections: Section[] = []
  let offset = 0
  for (const [name, column] of columns) {
    sections.push({ name, kind: kindOf(column), length: column.length, offset })
    offset = align(offset + column.byteLength)
  }
  const json = new TextEncoder().encode(JSON.stringify({ head, sections }))
  const body = align(PREAMBLE + json.length)
  const bytes = new Uint8Array(body + offset)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint32(4, MODEL_VERSION)
  view.setUint32(8, json.length)
  bytes.set(json, PREAMBLE)
  for (const [index, column] of [...columns.values()].entries())
    bytes.set(
      new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
      body + (sections[index]?.offset ?? 0),
    )
  return bytes
}

/** Throws when the bytes are not a model of this version. */
export function decodeModel<Head>(model: Uint8Array): ModelFile<Head> {
  const view = new DataView(model.buffer, model.byteOffset, model.byteLength)
  if (model.byteLength < PREAMBLE || view.getUint32(0) !== MAGIC)
    throw new Error('expected a model, got other bytes')
  if (view.getUint32(4) !== MODEL_VERSION)
    throw new Error(`expected a model of version ${MODEL_VERSION}, got ${view.getUint32(4)}`)
  // Typed arrays need aligned memory; bytes from a store may begin anywhere.
  const bytes = model.byteOffset % ALIGNMENT === 0 ? model : model.slice()
  const length = view.getUint32(8)
  const { head, sections } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(PREAMBLE, PREAMBLE + length)),
  ) as { head: Head; sections: Section[] }
  const body = align(PREAMBLE + length)
  const columns = new Map<string, Column>()
  for (const section of sections)
    columns.set(
      section.name,
      new KINDS[section.kind](
        bytes.buffer as ArrayBuffer,
        bytes.byteOffset + body + section.offset,
        section.length,
      ),
    )
  return { head, columns }
}

export const MODEL_VERSION = 1

interface Section {
  readonly name: string
  readonly kind: Kind
  readonly length: number
  readonly offset: number
}

const MAGIC = 0x50_4e_4c_55
const PREAMBLE = 16
const ALIGNMENT = 8

const align = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT

const KINDS = {
  i32: Int32Array,
  f32: Float32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
} as const

type Kind = keyof typeof KINDS

function kindOf(column: Column): Kind {
  for (const [kind, Kind] of Object.entries(KINDS)) if (column instanceof Kind) return kind as Kind
  throw new Error('expected a column of a known kind')
}
