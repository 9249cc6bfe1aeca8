import type { PackedBlock } from '../block/pack.ts'
import { LIMITS } from '../limits.ts'

/** Blocks as the functions take them: their numbers as JSON, their bytes side by side. */
export interface Payload {
  add(blocks: readonly PackedBlock[]): readonly SentBlock[]
  bytes(): Buffer
}

/** A row of `parley.put_line_blocks`. */
export type SentBlock = Readonly<Record<string, string | number | boolean | undefined>>

export function payloadBuilder(): Payload {
  const chunks: Uint8Array[] = []
  let at = 0
  const put = (name: string, bytes: Uint8Array | undefined): SentBlock => {
    if (!bytes) return {}
    const begins = at
    chunks.push(bytes)
    at += bytes.length
    return { [`${name}_at`]: begins, [`${name}_size`]: bytes.length }
  }
  const sent = (block: PackedBlock, sequence: number): SentBlock => {
    const parts = [...block.columns, block.raws].map(part => part ?? NOTHING)
    let end = 0
    const ends = parts.map(part => {
      end += part.length
      return end
    })
    return {
      lines: block.lines,
      raw_bytes: block.rawBytes,
      first_time: block.firstTime,
      last_time: block.lastTime,
      sequence,
      span: block.sequenceSpan,
      small: isSmall(block),
      head: block.head,
      ends: JSON.stringify(ends),
      ...put('times', block.times),
      ...put('order', block.order),
      ...put('filter', block.filter),
      ...put('body', Buffer.concat(parts)),
    }
  }
  return {
    add(blocks) {
      let sequence = 0
      return blocks.map(block => {
        const row = sent(block, block.firstSequence ?? sequence)
        sequence += block.lines
        return row
      })
    },
    bytes: () => Buffer.concat(chunks),
  }
}

export const isSmall = ({ lines }: PackedBlock) => lines < LIMITS.smallBlockLines

const NOTHING = new Uint8Array()
