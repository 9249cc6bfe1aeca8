import type { Random } from '../../kernel/random.ts'
import type { Document, Key } from '../../store/store.ts'
import { conflict, functionNotFound, staleRevision } from './errors.ts'
import { arnOf, type FunctionName, functionArn, isVersion, LATEST } from './names.ts'
import {
  type Alias,
  aliasKey,
  type FunctionVersion,
  functionKey,
  type LambdaFunction,
  recordOf,
  versionKey,
} from './records.ts'

/** What lookups need of the store; a request's view of it and the store itself both have it. */
export interface Reader {
  get(key: Key): Promise<Document | undefined>
}

export interface Found {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  /** When the qualifier is an alias. */
  readonly alias: Alias | undefined
}

/** @throws ResourceNotFoundException, which names what was asked for */
export async function findFunction(name: FunctionName, reader: Reader): Promise<LambdaFunction> {
  const fn = recordOf<LambdaFunction>(await reader.get(functionKey(name)))
  if (!fn) throw functionNotFound(arnOf(name))
  return fn
}

/** The version that the qualifier means. @throws ResourceNotFoundException */
export async function findVersion(name: FunctionName, reader: Reader): Promise<Found> {
  const fn = await findFunction(name, reader)
  const { qualifier = LATEST } = name
  if (qualifier === LATEST) return { fn, version: fn.latest, alias: undefined }
  const alias = isVersion(qualifier)
    ? undefined
    : recordOf<Alias>(await reader.get(aliasKey(name, qualifier)))
  const version = await numbered(fn, alias?.version ?? qualifier, reader)
  if (!version) throw functionNotFound(arnOf(name))
  return { fn, version, alias }
}

/** Undefined when there is none of that number. */
export async function numbered(
  fn: LambdaFunction,
  version: string,
  reader: Reader,
): Promise<FunctionVersion | undefined> {
  if (version === LATEST) return fn.latest
  if (!isVersion(version)) return undefined
  return recordOf<FunctionVersion>(await reader.get(versionKey(fn, version)))
}

/** The version of an alias that takes this invocation. */
export async function routed(found: Found, reader: Reader, random: Random): Promise<Found> {
  const routing = found.alias?.routing
  if (!routing || random.below(PARTS) >= routing.weight * PARTS) return found
  const version = await numbered(found.fn, routing.version, reader)
  return version ? { ...found, version } : found
}

const PARTS = 10_000

/** @throws ResourceConflictException while the last change is being taken into use */
export function assertSettled({ latest, ...fn }: LambdaFunction): void {
  if (latest.progress === 'settled') return
  const arn = functionArn(fn)
  throw conflict(
    latest.progress === 'updating'
      ? `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`
      : 'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  )
}

/** @throws PreconditionFailedException */
export function assertRevision(asked: string | undefined, actual: string): void {
  if (asked !== undefined && asked !== actual) throw staleRevision('GetFunction/GetAlias')
}
