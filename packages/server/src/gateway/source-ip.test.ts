import { describe, expect, it } from 'vitest'
import { sourceIpReader } from './source-ip.ts'

describe('the source address', () => {
  it('is the peer, whatever an untrusted peer says', () => {
    expect(sourceIpReader([])('203.0.113.9', '10.0.0.1')).toBe('203.0.113.9')
    expect(sourceIpReader(['127.0.0.1/32'])('203.0.113.9', '10.0.0.1')).toBe('203.0.113.9')
  })

  it('is the rightmost address that no trusted proxy wrote', () => {
    const read = sourceIpReader(['10.0.0.0/8'])
    expect(read('10.0.0.1', '6.6.6.6, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7')
    expect(read('10.0.0.1', undefined)).toBe('10.0.0.1')
    expect(read('10.0.0.1', 'nonsense')).toBe('10.0.0.1')
  })

  it('is written as IPv4 when it came mapped', () => {
    expect(sourceIpReader([])('::ffff:192.0.2.1', undefined)).toBe('192.0.2.1')
  })

  it('refuses what is no CIDR', () => {
    expect(() => sourceIpReader(['10.0.0.0/40'])).toThrow('10.0.0.0/40')
  })
})
