import { boundedMap } from '../kernel/bounded-map.ts'
import type { Seal } from '../kernel/seal.ts'
import type { WaitingEntry } from './conversation-log.ts'
import { LIMITS } from './limits.ts'

/**
 * Text is sealed under the root key for as long as it waits, wherever it goes: who copies the store, or a backup of
 * it, reads nothing (docs/decisions/logs.md).
 */
export interface OutboxTexts {
  seal(message: string, place: TextPlace): string
  /** The message of an entry of a queue; undefined when it was changed, or comes from elsewhere. */
  messageOf(entry: WaitingEntry, queue: string): string | undefined
}

interface TextPlace {
  /** Its id. */
  readonly queue: string
  /** Of the entry, in epoch ms. */
  readonly time: number
}

export function createOutboxTexts(seal: Seal): OutboxTexts {
  const known = boundedMap<string, Seal>(LIMITS.textKeys)
  const sealOf = ({ queue, time }: TextPlace): Seal => {
    const use = `outbox.conversation-log:${queue}:${Math.floor(time / DAY_MS)}`
    const found = known.get(use)
    if (found) return found
    const made = seal.derived(use)
    known.set(use, made)
    return made
  }
  return {
    seal: (message, place) => sealOf(place).seal(Buffer.from(message), purposeOf(place)),
    messageOf({ time, sealed, message }, queue) {
      if (sealed === undefined) return message
      const place = { queue, time }
      const opened = sealOf(place).open(sealed, purposeOf(place))
      return opened && Buffer.from(opened).toString('utf8')
    },
  }
}

const DAY_MS = 86_400_000

const purposeOf = ({ queue, time }: TextPlace) => `${queue}:${time}`
