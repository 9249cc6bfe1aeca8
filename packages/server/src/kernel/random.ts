import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** Randomness as a dependency; `systemRandom` is cryptographic, `seededRandom` repeats itself. */
export interface Random {
  bytes(count: number): Uint8Array
  uuid(): string
  /** An integer from 0 up to, but not including, `limit`. */
  below(limit: number): number
  /** `length` characters drawn evenly from `alphabet`. */
  text(length: number, alphabet: string): string
}

export const systemRandom: Random = fromBytes(pooledBytes(), randomUUID)

const POOL_BYTES = 4096

/** Asking the system costs the same for four bytes as for four thousand; no byte is given out twice. */
function pooledBytes(): (count: number) => Uint8Array {
  let pool = Buffer.alloc(0)
  return count => {
    if (count > POOL_BYTES / 4) return randomBytes(count)
    if (pool.length < count) pool = randomBytes(POOL_BYTES)
    const taken = Buffer.from(pool.subarray(0, count))
    pool.fill(0, 0, count)
    pool = pool.subarray(count)
    return taken
  }
}

/** A repeatable source for tests: SHA-256 of seed and counter. */
export function seededRandom(seed: string | number): Random {
  let counter = 0
  let pool = Buffer.alloc(0)
  const bytes = (count: number) => {
    while (pool.length < count) {
      pool = Buffer.concat([pool, createHash('sha256').update(`${seed}:${counter++}`).digest()])
    }
    const taken = pool.subarray(0, count)
    pool = pool.subarray(count)
    return taken
  }
  return fromBytes(bytes, () => uuidFrom(bytes(16)))
}

function fromBytes(bytes: (count: number) => Uint8Array, uuid: () => string): Random {
  const below = (limit: number) => {
    // INVARIANT: rejection sampling keeps every value equally likely.
    const ceiling = Math.floor(0x1_0000_0000 / limit) * limit
    for (;;) {
      const value = Buffer.from(bytes(4)).readUInt32BE()
      if (value < ceiling) return value % limit
    }
  }
  return {
    bytes,
    uuid,
    below,
    text: (length, alphabet) =>
      Array.from({ length }, () => alphabet[below(alphabet.length)]).join(''),
  }
}

function uuidFrom(bytes: Uint8Array): string {
  const copy = Buffer.from(bytes)
  copy[6] = (copy[6]! & 0x0f) | 0x40
  copy[8] = (copy[8]! & 0x3f) | 0x80
  return copy.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
