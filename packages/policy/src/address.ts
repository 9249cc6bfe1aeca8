/** An IP address in words of 32 bits; IPv4 written inside IPv6 (`::ffff:1.2.3.4`) is IPv4. */
export interface Address {
  readonly bits: 32 | 128
  readonly words: readonly number[]
}

export interface Network extends Address {
  readonly prefix: number
}

/** Reads an address in CIDR form; a bare one is a network of itself. Undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const head = slash < 0 ? text : text.slice(0, slash)
  const words = head.includes(':') ? parseV6(head) : wordsOfV4(head)
  if (!words) return undefined
  const bits = words.length === 1 ? 32 : 128
  const prefix = slash < 0 ? bits : prefixLength(text.slice(slash + 1))
  if (prefix === undefined || prefix > bits) return undefined
  // What lies in the IPv4 part of IPv6 is a network of IPv4.
  if (isMapped(words) && prefix >= 96) {
    return { bits: 32, words: words.slice(3), prefix: prefix - 96 }
  }
  return { bits, words, prefix }
}

/** Host bits of the network do not count; the two families never meet. */
export function isInside(address: Address, network: Network): boolean {
  if (address.bits !== network.bits) return false
  for (let i = 0; i < network.words.length; i++) {
    const kept = Math.min(32, network.prefix - i * 32)
    if (kept <= 0) return true
    const differing = address.words[i]! ^ network.words[i]!
    if (differing >>> (32 - kept) !== 0 && kept < 32) return false
    if (kept === 32 && differing !== 0) return false
  }
  return true
}

export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text)
  if (v4 >= 0) return { bits: 32, words: [v4] }
  const words = text.includes(':') ? parseV6(text) : undefined
  if (!words) return undefined
  return isMapped(words) ? { bits: 32, words: words.slice(3) } : { bits: 128, words }
}

const isMapped = (words: readonly number[]) =>
  words.length === 4 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff

const wordsOfV4 = (text: string) => {
  const v4 = parseV4(text)
  return v4 < 0 ? undefined : [v4]
}

function prefixLength(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) ? Number(text) : undefined
}

/** Four numbers with dots, none of them with a zero that could be left out; -1 for anything else. */
export function parseV4(text: string): number {
  let value = 0
  let dots = 0
  let byte = -1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 46) {
      if (byte < 0 || ++dots > 3) return -1
      value = value * 256 + byte
      byte = -1
      continue
    }
    if (unit < 48 || unit > 57 || byte === 0) return -1
    byte = byte < 0 ? unit - 48 : byte * 10 + unit - 48
    if (byte > 255) return -1
  }
  return dots === 3 && byte >= 0 ? value * 256 + byte : -1
}

function parseV6(text: string): number[] | undefined {
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(text)) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : []
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array<number>(missing).fill(0), ...tail]
  return [0, 2, 4, 6].map(i => all[i]! * 65536 + all[i + 1]!)
}

/** Groups of 16 bits; an IPv4 tail is two of them. */
function groups(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return []
  const all: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = mayEndInV4 && i === parts.length - 1 ? parseV4(part) : -1
      if (v4 < 0) return undefined
      all.push(Math.floor(v4 / 65536), v4 % 65536)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) all.push(Number.parseInt(part, 16))
    else return undefined
  }
  return all
}
