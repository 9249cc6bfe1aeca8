/** An ECDSA signature as DER: a sequence of two integers (SEC 1 §C.8). */
export function writeSignature(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([writeInteger(r), writeInteger(s)])
  return Buffer.concat([Buffer.from([0x30, ...lengthOf(body)]), body])
}

/** Undefined unless it is written in the one way that DER allows. */
export function readSignature(
  bytes: Uint8Array,
): { readonly r: bigint; readonly s: bigint } | undefined {
  const all = Buffer.from(bytes)
  const headBytes = all[1] === 0x81 ? 3 : 2
  const r = integerAt(all, headBytes)
  const s = r && integerAt(all, r.end)
  if (!s || s.end !== all.length) return undefined
  return writeSignature(r.value, s.value).equals(all) ? { r: r.value, s: s.value } : undefined
}

function integerAt(
  bytes: Buffer,
  at: number,
): { readonly value: bigint; readonly end: number } | undefined {
  const length = bytes[at + 1] ?? 0
  const end = at + 2 + length
  if (bytes[at] !== 0x02 || length === 0 || length > 0x7f || end > bytes.length) return undefined
  return { value: BigInt(`0x${bytes.toString('hex', at + 2, end)}`), end }
}

function writeInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  // A first bit would make it negative.
  const body = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits
  return Buffer.concat([Buffer.from([0x02, ...lengthOf(body)]), body])
}

const lengthOf = ({ length }: Buffer): number[] => (length < 0x80 ? [length] : [0x81, length])
