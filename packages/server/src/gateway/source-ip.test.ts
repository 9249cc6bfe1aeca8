import { describe, expect, it } from 'vitest'
import { sourceIpReader } from './source-ip.ts'

const lines = (...values: string[]) => values.map(value => ['x-forwarded-for', value] as const)

describe('the source address', () => {
  it('is the peer, whatever an untrusted peer says', () => {
    expect(sourceIpReader([])('203.0.113.9', lines('10.0.0.1'))).toBe('203.0.113.9')
    expect(sourceIpReader(['127.0.0.1/32'])('203.0.113.9', lines('10.0.0.1'))).toBe('203.0.113.9')
  })

  it('is the rightmost address that no trusted proxy wrote', () => {
    const read = sourceIpReader(['10.0.0.0/8'])
    expect(read('10.0.0.1', lines('6.6.6.6, 198.51.100.7, 10.0.0.2'))).toBe('198.51.100.7')
    expect(read('10.0.0.1', [])).toBe('10.0.0.1')
    expect(read('10.0.0.1', lines('nonsense'))).toBe('10.0.0.1')
  })

  it('is in the last line where a proxy writes one of its own', () => {
    const read = sourceIpReader(['10.0.0.0/8'])
    expect(read('10.0.0.1', lines('6.6.6.6', '198.51.100.7'))).toBe('198.51.100.7')
    expect(read('10.0.0.1', lines('6.6.6.6, 198.51.100.7', '10.0.0.2'))).toBe('198.51.100.7')
  })

  it('is told from its port', () => {
    const read = sourceIpReader(['10.0.0.0/8'])
    expect(read('10.0.0.1', lines('198.51.100.7:4711'))).toBe('198.51.100.7')
    expect(read('10.0.0.1', lines('[2001:db8::7]:4711, 10.0.0.2:80'))).toBe('2001:db8::7')
    expect(read('10.0.0.1', lines('2001:db8::7'))).toBe('2001:db8::7')
  })

  it('is written as IPv4 when it came mapped', () => {
    expect(sourceIpReader([])('::ffff:192.0.2.1', [])).toBe('192.0.2.1')
  })

  it('refuses what is no CIDR', () => {
    expect(() => sourceIpReader(['10.0.0.0/40'])).toThrow('10.0.0.0/40')
  })
})
