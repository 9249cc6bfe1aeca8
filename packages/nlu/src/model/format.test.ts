import { describe, expect, it } from 'vitest'
import { decodeModel, encodeModel } from './format.ts'

const file = {
  head: { name: 'ünïcode' },
  columns: new Map<string, Int32Array | Float32Array | Uint8Array>([
    ['a', Int32Array.of(1, -2, 3)],
    ['b', Uint8Array.of(7)],
    ['c', Float32Array.of(0.5)],
    ['empty', new Int32Array(0)],
  ]),
}

describe('the model format', () => {
  it('gives back what was put in', () => {
    const decoded = decodeModel<typeof file.head>(encodeModel(file))
    expect(decoded.head).toEqual(file.head)
    expect([...decoded.columns]).toEqual([...file.columns])
  })

  it('reads bytes that begin anywhere in memory', () => {
    const bytes = encodeModel(file)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect([...decodeModel(shifted.subarray(3)).columns]).toEqual([...file.columns])
  })

  it('refuses other bytes and other versions', () => {
    expect(() => decodeModel(new Uint8Array(40))).toThrow('expected a model, got other bytes')
    expect(() => decodeModel(new Uint8Array(3))).toThrow('expected a model, got other bytes')
    const bytes = encodeModel(file)
    bytes[7] = 99
    expect(() => decodeModel(bytes)).toThrow('expected a model of version 1, got 99')
  })
})
