/** An IP address as a number; IPv4 written inside IPv6 (`::ffff:1.2.3.4`) is IPv4. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Network extends Address {
  readonly prefix: number
}

/** Reads an address in CIDR form; a bare one is a network of itself. Undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (!address) return undefined
  if (slash < 0) return { ...address, prefix: address.bits }
  const prefix = text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > address.bits) return undefined
  return { ...address, prefix: Number(prefix) }
}

/** Host bits of the network do not count; the two families never meet. */
export function isInside(address: Address, network: Network): boolean {
  if (address.bits !== network.bits) return false
  const shift = BigInt(network.bits - network.prefix)
  return address.value >> shift === network.value >> shift
}

export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text)
  if (v4 !== undefined) return { bits: 32, value: v4 }
  const v6 = parseV6(text)
  if (v6 === undefined) return undefined
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 }
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0n
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined
    value = value * 256n + BigInt(part)
  }
  return value
}

function parseV6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(text)) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : []
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array<bigint>(halves.length === 2 ? missing : 0).fill(0n), ...tail]
  return all.reduce((value, group) => value * 65536n + group, 0n)
}

/** An IPv4 tail is two groups. */
function groups(text: string, isLast: boolean): bigint[] | undefined {
  if (text === '') return []
  const all: bigint[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = isLast && i === parts.length - 1 ? parseV4(part) : undefined
      if (v4 === undefined) return undefined
      all.push(v4 >> 16n, v4 & 0xffffn)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) all.push(BigInt(`0x${part}`))
    else return undefined
  }
  return all
}
