import type { Random } from '../kernel/random.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const LENGTHS = {
  AIDA: 21,
  AROA: 21,
  AGPA: 21,
  ANPA: 21,
  AIPA: 21,
  ASCA: 21,
  AKIA: 20,
  ASIA: 20,
} as const

/**
 * A unique id: four letters for the kind, eight that encode the account, the rest random
 * (spec/iam.md §6.1), so that `accountOfKey` needs no store.
 */
export function uniqueId(prefix: keyof typeof LENGTHS, account: string, random: Random): string {
  const value = Number(account)
  let encoded = ''
  let rest = Math.floor(value / 2) + 2 ** 39
  for (let i = 0; i < 8; i++) {
    encoded = ALPHABET[rest % 32] + encoded
    rest = Math.floor(rest / 32)
  }
  // The half of the alphabet from which the next letter comes carries the account's last bit.
  const half = value % 2 === 0 ? ALPHABET.slice(0, 16) : ALPHABET.slice(16)
  const id = prefix + encoded + random.text(1, half)
  return id + random.text(LENGTHS[prefix] - id.length, ALPHABET)
}

/** The account that a key id was made for; undefined when it encodes none. */
export function accountOfKey(id: string): string | undefined {
  if (!/^[A-Z]{4}[A-Z2-7]{9,}$/.test(id)) return undefined
  let value = 0
  for (const letter of id.slice(4, 12)) value = value * 32 + ALPHABET.indexOf(letter)
  const low = ALPHABET.indexOf(id[12] ?? '') >= 16 ? 1 : 0
  const account = (value - 2 ** 39) * 2 + low
  return account >= 0 && account < 1e12 ? String(account).padStart(12, '0') : undefined
}

/** A secret access key: 40 characters. */
export const secretAccessKey = (random: Random): string => random.text(40, SECRET_ALPHABET)
