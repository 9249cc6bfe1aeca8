import { readFileSync } from 'node:fs'
import { ServiceError, type ServiceErrorDetails } from '../../kernel/errors.ts'

/** The services that have a model here. */
export type ServiceName =
  | 'iam'
  | 'sts'
  | 'organizations'
  | 'lex-models'
  | 'lex-runtime'
  | 'lex-policies'
  | 'lambda'
  | 'logs'
  | 'kms'
  | 's3'
  | 'cloudwatch'
  | 'cloudtrail'
  | 'parley'
  | 'collector'

/** An operation by name, with the types of what goes in and out. */
export interface OperationRef<Input, Output> {
  readonly service: ServiceName
  readonly name: string
  /** Never there at run time: it carries the types, the way a function would use them. */
  readonly types?: ((input: Input) => Output) | undefined
}

/** The table that the generator writes for a service (`NAME.json`). */
export interface ServiceModel {
  readonly service: ServiceName
  readonly protocol: Protocol
  readonly signingName: string
  readonly apiVersion: string
  readonly targetPrefix?: string
  readonly xmlNamespace?: string
  /** Callers may show an API token in place of a signature. */
  readonly takesTokens?: true
  /**
   * Set for a query service that is spoken to in JSON and CBOR as well: there errors are named by their shapes,
   * in this namespace, and the query code stands in a header.
   */
  readonly errorNamespace?: string
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly shapes: Readonly<Record<string, Shape>>
}

export type Protocol = 'query' | 'json-1.1' | 'json-1.0' | 'rest-json' | 'rest-xml' | 'rpc-v2-cbor'

export interface OperationModel {
  readonly http: readonly [method: string, uri: string, status: number]
  readonly input?: string
  readonly output?: string
  readonly resultWrapper?: string
  readonly errors: readonly string[]
  /** The API token may stand in its query, as `token`. */
  readonly tokenInQuery?: true
  /** Its callers prove who they are by what they send, not by a signature. */
  readonly unsigned?: true
  /** Its body comes with a checksum or Content-MD5 (S3). */
  readonly checksumRequired?: true
}

export type Shape = ScalarShape | StructureShape | ListShape | MapShape

export interface ScalarShape {
  readonly type:
    | 'string'
    | 'integer'
    | 'long'
    | 'float'
    | 'double'
    | 'boolean'
    | 'blob'
    | 'timestamp'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly sensitive?: true
  readonly streaming?: true
}

export interface StructureShape {
  readonly type: 'structure'
  readonly members: Readonly<Record<string, Member>>
  readonly required?: readonly string[]
  /** The member that is the whole body. */
  readonly payload?: string
  /** The root element of an answer, when it differs from the shape's name. */
  readonly xmlName?: string
  /** The answer's root element is its one member (GetBucketLocation). */
  readonly unwrapped?: true
  /** Attributes of its element that stand for a namespace: `xmlns:xsi`. */
  readonly xmlPrefix?: readonly [prefix: string, uri: string]
  /** Every member is written, null when it is absent (spec/lex-runtime.md §1.4). */
  readonly nulls?: true
  /** Set for errors: the code on the wire and the status. */
  readonly error?: { readonly code: string; readonly status: number }
}

export interface Member {
  readonly shape: string
  readonly in?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'
  /** The name on the wire, when it differs from the member's. */
  readonly name?: string
  /** The text is base64 of JSON in a header. */
  readonly jsonvalue?: true
  /** Stands as an attribute of its structure's element. */
  readonly xmlAttribute?: true
  readonly sensitive?: true
}

export interface ListShape {
  readonly type: 'list'
  readonly member: string
  readonly memberName?: string
  readonly flattened?: true
  readonly min?: number
  readonly max?: number
  readonly sensitive?: true
}

export interface MapShape {
  readonly type: 'map'
  readonly key: string
  readonly value: string
  readonly flattened?: true
  readonly min?: number
  readonly max?: number
  readonly sensitive?: true
}

/** Models that are ours, written by hand. */
const OWN: ReadonlySet<ServiceName> = new Set(['parley', 'collector'])

const loaded = new Map<ServiceName, ServiceModel>()

/** The model of a service; read and parsed when first asked for. */
export function loadModel(service: ServiceName): ServiceModel {
  const known = loaded.get(service)
  if (known) return known
  const file = OWN.has(service) ? `./own/${service}.json` : `./${service}.json`
  const text = readFileSync(new URL(file, import.meta.url), 'utf8')
  const model = JSON.parse(text) as ServiceModel
  loaded.set(service, model)
  return model
}

/** The maker of typed references to a service's operations. */
export function operationsOf(service: ServiceName) {
  return <Input, Output>(name: string): OperationRef<Input, Output> => ({ service, name })
}

/** A constructor of one modelled error: `throw NotFoundException('…')`. */
export function modelledError(code: string, status: number) {
  const fault = status >= 500 ? 'server' : 'client'
  return (message: string, details: ServiceErrorDetails = {}) =>
    new ServiceError(code, message, { status, fault, ...details })
}
