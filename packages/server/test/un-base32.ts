const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of a base32 text without padding, as an authenticator app reads them. */
export function unBase32(text: string): Uint8Array {
  const bits = [...text].map(char => ALPHABET.indexOf(char).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2),
  )
}
