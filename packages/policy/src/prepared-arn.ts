import { gramOf } from './grams.ts'
import { sharedHead } from './heads.ts'
import { addLetters } from './letters.ts'
import { LIMITS } from './limits.ts'

/**
 * The ARN of a request, with what patterns ask of it. One is reused for every decision, so that deciding
 * allocates nothing; what only large policies ask is worked out when they do.
 */
export interface PreparedArn {
  text: string
  /** False for text that is no ARN: only stars fit it. */
  isArn: boolean
  /** The first five parts with their colons, in lower case. */
  head: string
  /** Where the sixth part begins. */
  rest: number
  letters: number
  others: number
  /** Of each beginning of the sixth part, by its length. */
  readonly hashes: Int32Array
  /** Of each three characters of the sixth part, by their place. */
  grams: Int32Array
  gramCount: number
  hasLetters: boolean
  hasHashes: boolean
  hasGrams: boolean
}

export function newPreparedArn(): PreparedArn {
  return {
    text: '',
    isArn: false,
    head: '',
    rest: 0,
    letters: 0,
    others: 0,
    hashes: new Int32Array(LIMITS.indexedPrefix + 1),
    grams: new Int32Array(64),
    gramCount: 0,
    hasLetters: false,
    hasHashes: false,
    hasGrams: false,
  }
}

// Most requests ask about the account, region and service of the one before: its first five parts, as they
// were written and in lower case.
let lastWritten = 'arn:'
let lastHead = ''

export function prepareArn(arn: PreparedArn, text: string): void {
  arn.text = text
  arn.hasLetters = false
  arn.hasHashes = false
  arn.hasGrams = false
  // Unlike startsWith, indexOf compares in one native call, and unlike slice it makes no text.
  if (lastHead === '' || text.indexOf(lastWritten) !== 0) {
    const end = headEnd(text)
    arn.isArn = end > 0
    if (end === 0) return
    lastWritten = text.slice(0, end)
    lastHead = sharedHead(lastWritten.toLowerCase())
  }
  arn.isArn = true
  arn.head = lastHead
  arn.rest = lastWritten.length
}

/** Where the sixth part begins; 0 for text that is no ARN. */
function headEnd(text: string): number {
  if (!text.startsWith('arn:')) return 0
  let from = 0
  for (let i = 0; i < 5; i++) {
    const colon = text.indexOf(':', from)
    if (colon < 0) return 0
    from = colon + 1
  }
  return from
}

export function needLetters(arn: PreparedArn): void {
  if (arn.hasLetters) return
  arn.hasLetters = true
  arn.letters = 0
  arn.others = 0
  addLetters(arn, arn.text, arn.rest)
}

export function needHashes(arn: PreparedArn): void {
  if (arn.hasHashes) return
  arn.hasHashes = true
  const { text, rest, hashes } = arn
  const length = Math.min(text.length - rest, LIMITS.indexedPrefix)
  let hash = 0
  for (let i = 0; i < length; i++) {
    hash = nextHash(hash, text.charCodeAt(rest + i))
    hashes[i + 1] = hash
  }
}

/** The hash of a beginning that is one character longer. */
export const nextHash = (hash: number, unit: number): number =>
  Math.imul(hash ^ unit, 0x01000193) + 0x1b873593

export function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = nextHash(hash, text.charCodeAt(i))
  return hash | 0
}

export function needGrams(arn: PreparedArn): void {
  if (arn.hasGrams) return
  arn.hasGrams = true
  const { text, rest } = arn
  const count = Math.max(0, text.length - rest - 2)
  if (arn.grams.length < count) arn.grams = new Int32Array(count * 2)
  const { grams } = arn
  let first = text.charCodeAt(rest)
  let second = text.charCodeAt(rest + 1)
  for (let i = 0; i < count; i++) {
    const third = text.charCodeAt(rest + i + 2)
    grams[i] = gramOf(first, second, third)
    first = second
    second = third
  }
  arn.gramCount = count
}
