import { BlockList, isIP } from 'node:net'
import type { HttpRequest } from '../wire/http.ts'

/**
 * The address that aws:SourceIp is taken from: the peer's, or, when the peer is a trusted proxy, the
 * rightmost address in X-Forwarded-For that is not one (spec/attacks.md Z5).
 */
export function sourceIpReader(trustedCidrs: readonly string[]) {
  const trusted = new BlockList()
  for (const cidr of trustedCidrs) addCidr(trusted, cidr)
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  const trustsNobody = trustedCidrs.length === 0
  return (peer: string, headers: HttpRequest['headers']): string => {
    const address = plain(peer)
    if (trustsNobody || !isTrusted(address)) return address
    let client = address
    for (const hop of hopsIn(headers).reverse()) {
      const next = plain(withoutPort(hop.trim()))
      if (isIP(next) === 0) break
      client = next
      if (!isTrusted(next)) break
    }
    return client
  }
}

/** A proxy adds to the line that is there, or writes one of its own below it. */
const hopsIn = (headers: HttpRequest['headers']): string[] =>
  headers.flatMap(([name, value]) => (name === 'x-forwarded-for' ? value.split(',') : []))

/** `192.0.2.1:443` and `[2001:db8::1]:443`, as some proxies write them. */
const withoutPort = (hop: string): string =>
  /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ??
  /^\[([\da-f:.]+)\](?::\d+)?$/i.exec(hop)?.[1] ??
  hop

/** @throws RangeError with the CIDR when it is none. */
function addCidr(list: BlockList, cidr: string): void {
  const [address = '', bits] = cidr.split('/')
  const family = isIP(address)
  const width = family === 6 ? 128 : 32
  const prefix = bits === undefined ? width : Number(bits)
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width) {
    throw new RangeError(`--trust-proxy takes CIDRs, got \`${cidr}\``)
  }
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
}

// IPv4 peers of a dual-stack socket come as ::ffff:a.b.c.d.
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
