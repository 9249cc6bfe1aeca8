import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeZip } from '../../src/kernel/archive.ts'
import {
  loadModel,
  type Member,
  type ScalarShape,
  type Shape,
  type StructureShape,
} from '../../src/wire/models/model.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'

/**
 * Every constraint of spec/lex-models.md §2.3, a value just inside and one just outside, as raw requests: SDKs
 * check nearly nothing. The caller may do nothing, so what has its shape is denied and changes nothing.
 */

let house: House
let nobody: SigningCredentials

beforeAll(async () => {
  house = await openHouse()
  nobody = await createUser(house, 'nobody')
})
afterAll(() => house.close())

const model = loadModel('lex-models')
const shapeOf = (name: string): Shape => {
  const shape = model.shapes[name]
  if (!shape) throw new Error(`no shape ${name}`)
  return shape
}

/** Text that fits the pattern of a shape, as long as asked for. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  AmazonResourceName: length => 'arn:aws:lex:us-east-1:123456789012:bot:A'.padEnd(length, 'A'),
  IamRoleArn: length => 'arn:aws:iam::123456789012:role/a'.padEnd(length, 'a'),
  roleArn: length => 'arn:aws:iam::123456789012:role/a'.padEnd(length, 'a'),
  KmsKeyArn: length => 'arn:aws:kms:us-east-1:123456789012:key/a'.padEnd(length, 'a'),
  LambdaARN: length => 'arn:aws:lambda:us-east-1:123456789012:function:a'.padEnd(length, 'a'),
  KendraIndexArn: length => 'arn:aws:kendra:us-east-1:123456789012:index/a'.padEnd(length, 'a'),
  ResourceArn: () => 'arn:aws:s3:::recordings',
  NumericalVersion: length => '1'.repeat(length),
  Version: length => '1'.repeat(length),
}
const textOf = (name: string, length: number) => (TEXTS[name] ?? (n => 'A'.repeat(n)))(length)
/** What StartImport takes has to be an archive of the type it names. */
const PAYLOADS: Readonly<Record<string, string>> = {
  BOT: await payload({ name: 'A', childDirected: false }),
  INTENT: await payload({ name: 'A' }),
  SLOT_TYPE: await payload({ name: 'A', enumerationValues: [] }),
}

async function payload(resource: object): Promise<string> {
  const bytes = Buffer.from(JSON.stringify({ resource }))
  return Buffer.from(await writeZip([{ name: 'A_Export.json', bytes }])).toString('base64')
}

/** Lengths that no text with the pattern has: what stands before them is longer. */
const shortestOf = (name: string, min: number) => Math.max(min, textOf(name, 0).length)

interface Variant {
  readonly value: unknown
  readonly fits: boolean
  readonly why: string
}

function variants(name: string, shape: Shape): Variant[] {
  switch (shape.type) {
    case 'string':
      return textVariants(name, shape)
    case 'integer':
    case 'double':
      return rangeVariants(shape)
    case 'map':
      return lengthsOf(shape).map(({ length, fits }) => ({
        value: Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, 'v'])),
        fits,
        why: `${length} entries`,
      }))
    case 'list':
      return lengthsOf(shape).map(({ length, fits }) => ({
        value: Array.from({ length }, () => sample(shape.member)),
        fits,
        why: `${length} items`,
      }))
    default:
      return []
  }
}

function textVariants(name: string, shape: ScalarShape): Variant[] {
  if (shape.enum) {
    const wrong = { value: 'Other', fits: false, why: 'another word' }
    return [...shape.enum.map(value => ({ value, fits: true, why: value })), wrong]
  }
  const lengths = lengthsOf(shape).flatMap(({ length, fits }) => {
    const text = textOf(name, length)
    if (!fits && text.length !== length) return []
    return [{ value: text, fits, why: `${text.length} characters` }]
  })
  if (shape.pattern === undefined) return lengths
  const value = '?!'.repeat(Math.ceil(shortestOf(name, shape.min ?? 1) / 2))
  return [...lengths, { value, fits: false, why: 'another pattern' }]
}

function rangeVariants({ type, min, max }: ScalarShape): Variant[] {
  const step = type === 'double' ? 0.01 : 1
  const at = (value: number, fits: boolean): Variant => ({ value, fits, why: `${value}` })
  return [
    ...(min === undefined ? [] : [at(min - step, false), at(min, true)]),
    ...(max === undefined ? [] : [at(max, true), at(max + step, false)]),
  ]
}

function lengthsOf({ min, max }: { readonly min?: number; readonly max?: number }) {
  return [
    ...(min ? [{ length: min - 1, fits: false }] : []),
    ...(min === undefined ? [] : [{ length: min, fits: true }]),
    ...(max === undefined
      ? []
      : [
          { length: max, fits: true },
          { length: max + 1, fits: false },
        ]),
  ]
}

/** The smallest value that a shape takes. */
function sample(name: string): unknown {
  const shape = shapeOf(name)
  switch (shape.type) {
    case 'structure':
      return structure(shape)
    case 'list':
      return Array.from({ length: Math.max(shape.min ?? 0, 1) }, () => sample(shape.member))
    case 'string':
      return shape.enum?.[0] ?? textOf(name, Math.max(shape.min ?? 1, 1))
    case 'boolean':
      return false
    case 'map':
      return { key: 'value' }
    case 'blob':
      return PAYLOADS['BOT']
    default:
      return 'min' in shape ? shape.min : 1
  }
}

function structure(shape: StructureShape): Record<string, unknown> {
  const required = shape.required ?? []
  return Object.fromEntries(required.map(name => [name, sample(shape.members[name]?.shape ?? '')]))
}

interface Case extends Variant {
  readonly operation: string
  readonly path: string
  readonly input: Record<string, unknown>
}

/** Each variant of each member, at any depth, within an input that is right but for it. */
function casesOf(operation: string, shape: StructureShape): Case[] {
  const base = structure(shape)
  return walk(shape, base, input => input, operation, '')
}

type Within = (part: Record<string, unknown>) => Record<string, unknown>

function walk(
  shape: StructureShape,
  base: Record<string, unknown>,
  within: Within,
  operation: string,
  prefix: string,
): Case[] {
  return Object.entries(shape.members).flatMap(([name, member]) => {
    const path = `${prefix}${name}`
    const put = (value: unknown) => within({ ...base, [name]: value })
    const own = variants(member.shape, shapeOf(member.shape))
      .filter(({ value }) => isSendable(member, value))
      .map(variant => ({ ...variant, operation, path, input: put(variant.value) }))
    const missing =
      shape.required?.includes(name) && !member.in
        ? [
            {
              value: undefined,
              fits: false,
              why: 'missing',
              operation,
              path,
              input: put(undefined),
            },
          ]
        : []
    return [...own, ...missing, ...inside(member.shape, put, operation, path)]
  })
}

function inside(
  name: string,
  put: (value: unknown) => Record<string, unknown>,
  operation: string,
  path: string,
): Case[] {
  const shape = shapeOf(name)
  if (shape.type === 'structure') return walk(shape, structure(shape), put, operation, `${path}.`)
  if (shape.type !== 'list') return []
  const member = shapeOf(shape.member)
  if (member.type === 'structure') {
    return walk(member, structure(member), one => put([one]), operation, `${path}[].`)
  }
  return variants(shape.member, member).map(variant => ({
    ...variant,
    operation,
    path: `${path}[]`,
    input: put([variant.value]),
  }))
}

/** A label cannot be empty, that is another path; an empty list in a query is none. */
function isSendable({ in: place }: Member, value: unknown): boolean {
  if (place === 'uri') return value !== ''
  return place !== 'querystring' || !Array.isArray(value) || value.length > 0
}

const CASES = Object.entries(model.operations).flatMap(([name, { input }]) => {
  const shape = input === undefined ? undefined : shapeOf(input)
  return shape?.type === 'structure' ? casesOf(name, shape) : []
})

describe('constraints', () => {
  it('are many', () => {
    expect(CASES.filter(one => !one.fits).length).toBeGreaterThan(250)
    expect(CASES.filter(one => one.fits).length).toBeGreaterThan(300)
  })

  it.each(Object.keys(model.operations))('of %s hold', async operation => {
    const cases = CASES.filter(each => each.operation === operation)
    const answers = await Promise.all(cases.map(one => send(operation, one.input)))
    const wrong = cases.flatMap(({ fits, path, why }, index) => {
      const expected = fits ? 'AccessDeniedException' : 'BadRequestException'
      return answers[index] === expected ? [] : [`${path} with ${why}: ${answers[index]}`]
    })
    expect(wrong).toEqual([])
  })
})

async function send(operation: string, input: Record<string, unknown>): Promise<string | null> {
  const { http, input: name = '' } = model.operations[operation] ?? { http: ['', '', 0] as const }
  const [method, uri] = http
  const shape = shapeOf(name)
  if (shape.type !== 'structure') throw new Error(`${name} is no structure`)
  const body: Record<string, unknown> = {}
  const query = new URLSearchParams()
  let path = uri
  for (const [member, value] of Object.entries(input)) {
    const { in: place, name: wire = member } = shape.members[member] ?? {}
    if (value === undefined) continue
    if (place === 'uri') path = path.replace(`{${wire}}`, encodeURIComponent(String(value)))
    else if (place !== 'querystring') body[wire] = value
    else for (const item of [value].flat()) query.append(wire, String(item))
  }
  if ('payload' in body) body['payload'] = PAYLOADS[String(body['resourceType'])] ?? body['payload']
  const text = query.size > 0 ? `${path.includes('?') ? '&' : '?'}${query}` : ''
  const answer = await house.send(
    {
      service: 'lex',
      method,
      target: `${path}${text}`,
      headers: [['content-type', 'application/json']],
      body: method === 'GET' || method === 'DELETE' ? '' : JSON.stringify(body),
    },
    nobody,
  )
  return answer.headers.get('x-amzn-errortype')
}
