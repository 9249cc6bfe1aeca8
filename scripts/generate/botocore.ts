import type {
  Member,
  OperationModel,
  ServiceModel,
  Shape,
} from '../../packages/server/src/wire/models/model.ts'

/** The parts of a botocore `service-2.json` that the generator reads. */
export interface BotocoreModel {
  readonly metadata: {
    readonly protocol: string
    readonly jsonVersion?: string
    readonly signingName?: string
    readonly endpointPrefix: string
    readonly apiVersion: string
    readonly targetPrefix?: string
    readonly xmlNamespace?: string
  }
  readonly operations: Readonly<Record<string, BotocoreOperation>>
  readonly shapes: Readonly<Record<string, BotocoreShape>>
}

interface BotocoreOperation {
  readonly http: {
    readonly method: string
    readonly requestUri: string
    readonly responseCode?: number
  }
  readonly input?: { readonly shape: string }
  readonly output?: { readonly shape: string; readonly resultWrapper?: string }
  readonly errors?: readonly { readonly shape: string }[]
  readonly httpChecksum?: { readonly requestChecksumRequired?: boolean }
}

interface BotocoreShape {
  readonly type: string
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, BotocoreMember>>
  readonly member?: BotocoreMember
  readonly key?: BotocoreMember
  readonly value?: BotocoreMember
  readonly payload?: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly sensitive?: boolean
  readonly streaming?: boolean
  readonly flattened?: boolean
  readonly xmlNamespace?: { readonly prefix?: string; readonly uri: string }
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number }
  readonly exception?: boolean
  readonly fault?: boolean
}

interface BotocoreMember {
  readonly shape: string
  readonly location?: string
  readonly locationName?: string
  readonly jsonvalue?: boolean
  readonly streaming?: boolean
  readonly xmlAttribute?: boolean
}

/** Our table of the named operations and of every shape they reach. */
export function tableOf(
  service: ServiceModel['service'],
  source: BotocoreModel,
  names: readonly string[],
): ServiceModel {
  const { metadata } = source
  const operations: Record<string, OperationModel> = {}
  const shapes: Record<string, Shape> = {}
  const reach = (name: string) => {
    if (shapes[name]) return
    const shape = source.shapes[name]
    if (!shape) throw new Error(`${service} has no shape ${name}`)
    shapes[name] = shapeOf(name, shape)
    for (const { shape: next } of membersOf(shape)) reach(next)
    // S3 marks the member, not the shape.
    for (const member of membersOf(shape)) {
      const target = member.streaming ? shapes[member.shape] : undefined
      if (target) shapes[member.shape] = { ...target, streaming: true } as Shape
    }
  }
  for (const name of names) {
    const operation = source.operations[name]
    if (!operation) throw new Error(`${service} has no operation ${name}`)
    operations[name] = operationOf(operation)
    for (const part of [operation.input, operation.output, ...(operation.errors ?? [])]) {
      if (part) reach(part.shape)
    }
  }
  return {
    service,
    protocol: protocolOf(metadata),
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    apiVersion: metadata.apiVersion,
    ...(metadata.targetPrefix ? { targetPrefix: metadata.targetPrefix } : {}),
    ...(metadata.xmlNamespace ? { xmlNamespace: metadata.xmlNamespace } : {}),
    operations,
    shapes,
  }
}

function protocolOf({
  protocol,
  jsonVersion,
}: BotocoreModel['metadata']): ServiceModel['protocol'] {
  if (protocol === 'query' || protocol === 'rest-json' || protocol === 'rest-xml') return protocol
  if (protocol === 'json') return jsonVersion === '1.0' ? 'json-1.0' : 'json-1.1'
  throw new Error(`no codec for ${protocol}`)
}

function operationOf({
  http,
  input,
  output,
  errors,
  httpChecksum,
}: BotocoreOperation): OperationModel {
  return {
    http: [http.method, http.requestUri, http.responseCode ?? 200],
    ...(input ? { input: input.shape } : {}),
    ...(output ? { output: output.shape } : {}),
    ...(output?.resultWrapper ? { resultWrapper: output.resultWrapper } : {}),
    errors: (errors ?? []).map(({ shape }) => shape),
    ...(httpChecksum?.requestChecksumRequired ? { checksumRequired: true as const } : {}),
  }
}

function membersOf(shape: BotocoreShape): BotocoreMember[] {
  const parts = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value]
  return parts.filter(part => part !== undefined)
}

function shapeOf(name: string, shape: BotocoreShape): Shape {
  const bounds = {
    ...(shape.min === undefined ? {} : { min: shape.min }),
    ...(shape.max === undefined ? {} : { max: shape.max }),
    ...(shape.sensitive ? { sensitive: true as const } : {}),
  }
  switch (shape.type) {
    case 'structure':
      return structureOf(name, shape)
    case 'list': {
      const member = shape.member
      if (!member) throw new Error(`${name} has no member`)
      return {
        type: 'list',
        member: member.shape,
        ...(member.locationName ? { memberName: member.locationName } : {}),
        ...(shape.flattened ? { flattened: true as const } : {}),
        ...bounds,
      }
    }
    case 'map': {
      if (!shape.key || !shape.value) throw new Error(`${name} has no key or value`)
      return { type: 'map', key: shape.key.shape, value: shape.value.shape, ...bounds }
    }
    default:
      return {
        type: scalarType(name, shape.type),
        ...bounds,
        ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
        ...(shape.enum ? { enum: shape.enum } : {}),
        ...(shape.streaming ? { streaming: true as const } : {}),
      }
  }
}

function structureOf(name: string, shape: BotocoreShape): Shape {
  const members: Record<string, Member> = {}
  for (const [key, member] of Object.entries(shape.members ?? {})) {
    members[key] = {
      shape: member.shape,
      ...(member.location ? { in: member.location as NonNullable<Member['in']> } : {}),
      ...(member.locationName && member.locationName !== key ? { name: member.locationName } : {}),
      ...(member.jsonvalue ? { jsonvalue: true as const } : {}),
      ...(member.xmlAttribute ? { xmlAttribute: true as const } : {}),
    }
  }
  const status = shape.error?.httpStatusCode ?? (shape.fault ? 500 : 400)
  return {
    type: 'structure',
    members,
    ...(shape.required && shape.required.length > 0 ? { required: shape.required } : {}),
    ...(shape.payload ? { payload: shape.payload } : {}),
    ...(shape.xmlNamespace?.prefix
      ? { xmlPrefix: [shape.xmlNamespace.prefix, shape.xmlNamespace.uri] as const }
      : {}),
    ...(shape.exception || shape.error
      ? { error: { code: shape.error?.code ?? name, status } }
      : {}),
  }
}

const SCALARS = [
  'string',
  'integer',
  'long',
  'float',
  'double',
  'boolean',
  'blob',
  'timestamp',
] as const

function scalarType(name: string, type: string): (typeof SCALARS)[number] {
  const scalar = SCALARS.find(known => known === type)
  if (!scalar) throw new Error(`${name} has the unknown type ${type}`)
  return scalar
}
