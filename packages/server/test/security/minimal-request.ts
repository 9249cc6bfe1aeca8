import type {
  ScalarShape,
  ServiceModel,
  ServiceName,
  StructureShape,
} from '../../src/wire/models/model.ts'
import type { RawRequest } from '../house.ts'

/** What the models leave open and the services demand all the same. */
const UNMODELLED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  DescribeLogStreams: { logGroupName: 'Abc' },
  FilterLogEvents: { logGroupName: 'Abc' },
  GetLogEvents: { logGroupName: 'Abc' },
  Decrypt: { CiphertextBlob: ciphertext() },
  ReEncrypt: { CiphertextBlob: ciphertext() },
}

/** Of the form that kms gives to ciphertexts: version, account, region, and what nobody has encrypted. */
function ciphertext(): string {
  const head = [1, 0, 0, 0, 0, 0, 0, 1, ...Buffer.from('a')]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(96)]).toString('base64')
}

/** The smallest well-shaped request of an operation, made from its model: it passes the shape check. */
export function minimalRequest(model: ServiceModel, operation: string): RawRequest {
  const { http, input } = model.operations[operation] ?? { http: ['POST', '/', 200] as const }
  const shape = input === undefined ? undefined : structure(model, input)
  const values = { ...(shape && minimalStructure(model, shape)), ...UNMODELLED[operation] }
  const service = model.signingName
  switch (model.protocol) {
    case 'query': {
      const body = new URLSearchParams({ Action: operation, Version: model.apiVersion })
      for (const [name, value] of flattened(values)) body.set(name, value)
      const type = 'application/x-www-form-urlencoded; charset=utf-8'
      const headers = [['content-type', type]] as const
      return { service, method: 'POST', target: '/', headers, body: body.toString() }
    }
    case 'json-1.0':
    case 'json-1.1': {
      const headers = [
        ['content-type', `application/x-amz-${model.protocol}`],
        ['x-amz-target', `${model.targetPrefix}.${operation}`],
      ] as const
      return { service, method: 'POST', target: '/', headers, body: JSON.stringify(values) }
    }
    case 'rest-json':
      return restRequest(service, http, shape, values)
    default:
      throw new Error(`no requests of ${model.protocol} are made here`)
  }
}

function restRequest(
  service: string,
  [method, uri]: readonly [string, string, number],
  shape: StructureShape | undefined,
  values: Readonly<Record<string, unknown>>,
): RawRequest {
  let target = uri
  const query = new URLSearchParams()
  const headers: [string, string][] = []
  const inBody: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const member = shape?.members[name]
    const wireName = member?.name ?? name
    if (member?.in === 'uri')
      target = target.replace(`{${wireName}}`, encodeURIComponent(String(value)))
    else if (member?.in === 'querystring') query.append(wireName, String(value))
    else if (member?.in === 'header') headers.push([wireName.toLowerCase(), String(value)])
    else inBody[name] = value
  }
  const search = query.size > 0 ? `${target.includes('?') ? '&' : '?'}${query}` : ''
  const payload = shape?.payload
  const body = payload
    ? String(inBody[payload] ?? '')
    : Object.keys(inBody).length > 0
      ? JSON.stringify(inBody)
      : ''
  return { service, method, target: target + search, headers, body }
}

function minimalStructure(model: ServiceModel, shape: StructureShape): Record<string, unknown> {
  return Object.fromEntries(
    (shape.required ?? []).map(name => [name, minimal(model, shape.members[name]?.shape ?? '')]),
  )
}

function minimal(model: ServiceModel, name: string): unknown {
  const shape = model.shapes[name]
  if (!shape) throw new Error(`no shape ${name}`)
  switch (shape.type) {
    case 'structure':
      return minimalStructure(model, shape)
    case 'list':
      // An empty list cannot be told from an absent one in a query.
      return Array.from({ length: shape.min || 1 }, () => minimal(model, shape.member))
    case 'map':
      return shape.min ? { [String(minimal(model, shape.key))]: minimal(model, shape.value) } : {}
    case 'boolean':
      return false
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return shape.min ?? 1
    case 'timestamp':
      return 0
    case 'blob':
      return Buffer.alloc(shape.min ?? 0).toString('base64')
    default:
      return text(shape, /arn|ResourceName/i.test(name) ? ARNS[model.service] : undefined)
  }
}

const ARNS: Readonly<Partial<Record<ServiceName, string>>> = {
  iam: 'arn:aws:iam::123456789012:user/Abc',
  sts: 'arn:aws:iam::123456789012:role/Reader',
  'lex-models': 'arn:aws:lex:us-east-1:123456789012:bot:Abc',
  'lex-policies': 'arn:aws:lex:us-east-1:123456789012:bot:Abc',
  logs: 'arn:aws:logs:us-east-1:123456789012:log-group:Abc',
  cloudwatch: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:Abc',
}

const CANDIDATES = [
  'Abc',
  'a',
  '1',
  '$LATEST',
  '111122223333',
  'AKIAIOSFODNN7EXAMPLE',
  'arn:aws:iam::111122223333:role/Reader',
  'arn:aws:lex:us-east-1:111122223333:bot:Abc',
  'lex.amazonaws.com',
  'lambda:InvokeFunction',
  'arn:aws:lambda:us-east-1:111122223333:function:Abc',
  'v1',
  'lex:GetBot',
  '0123456789',
  '123456',
  '1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
  'a'.repeat(40),
  'x'.repeat(1_000),
  'p-abcdefgh',
  'r-abcd',
  'ou-abcd-abcdefgh',
  'car-abcdefgh',
  'h-abcdefgh',
  'root@example.com',
  'task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
]

function text(shape: ScalarShape, preferred?: string): string {
  if (shape.enum) return shape.enum[0] ?? ''
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = shape
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u')
  const candidates = preferred === undefined ? CANDIDATES : [preferred, ...CANDIDATES]
  const found = candidates.find(
    candidate =>
      candidate.length >= min && candidate.length <= max && (whole?.test(candidate) ?? true),
  )
  if (found === undefined) throw new Error(`no candidate fits ${JSON.stringify(shape)}`)
  return found
}

function structure(model: ServiceModel, name: string): StructureShape | undefined {
  const shape = model.shapes[name]
  return shape?.type === 'structure' ? shape : undefined
}

/** `Tags.member.1.Key` and the like. */
function flattened(value: unknown, path = ''): [string, string][] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => flattened(item, at(`member.${index + 1}`)))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, item]) => flattened(item, at(name)))
  }
  return [[path, String(value)]]
}
