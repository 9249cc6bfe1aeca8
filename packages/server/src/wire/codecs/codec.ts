import type { ServiceError } from '../../kernel/errors.ts'
import type { HttpResponse } from '../http.ts'
import type { ServiceModel } from '../models/model.ts'
import type { FormNode } from './form.ts'

/** The names and statuses of errors that the front end gives (spec/iam.md §8.2–8.3). */
export type ErrorFamily = 'query' | 'json' | 'rest-json' | 'rest-xml'

/** A request whose operation is known and whose body was read, or opened when it streams. */
export interface Received {
  readonly headers: readonly (readonly [string, string])[]
  readonly rawQuery: string
  /** Decoded path labels by name. */
  readonly labels: ReadonlyMap<string, string>
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  /** The parameters of a query request, whose operation was found among them. */
  readonly form?: FormNode | undefined
}

/** One wire protocol, server side. What it reads has the right types; constraints are checked elsewhere. */
export interface Codec {
  readonly family: ErrorFamily
  /** @throws ServiceError (SerializationException and the like) when the bytes do not hold the input. */
  deserialize(model: ServiceModel, operation: string, received: Received): Fields
  serialize(model: ServiceModel, operation: string, output: Fields, requestId: string): HttpResponse
  /** `operation` is undefined when the request got no further than the front end. */
  serializeError(
    model: ServiceModel | undefined,
    error: ServiceError,
    requestId: string,
  ): HttpResponse
}

/** A structure's members by name, on a null prototype when they came from outside. */
export type Fields = Readonly<Record<string, unknown>>
