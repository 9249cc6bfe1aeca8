import { invalid, notFound } from './errors.ts'

/** A function, or a version or alias of it, as a request names it. */
export interface FunctionName {
  readonly account: string
  readonly region: string
  readonly name: string
  /** A version, an alias or `$LATEST`; undefined when none was asked for. */
  readonly qualifier: string | undefined
}

interface Scope {
  readonly account: string
  readonly region: string
}

/**
 * Reads a name, partial ARN or full ARN (spec/surroundings.md §4.1). Its shape was checked with the request.
 * @throws ResourceNotFoundException for another region, InvalidParameterValueException for two qualifiers
 */
export function named(text: string, qualifier: string | undefined, scope: Scope): FunctionName {
  const parts =
    /^(?:arn:[^:]+:lambda:)?(?:([a-z]+(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([^:]+)(?::(.+))?$/.exec(
      text,
    )
  const [, region = scope.region, account = scope.account, name = text, derived] = parts ?? []
  if (region !== scope.region) {
    throw notFound(
      `Functions from '${region}' are not reachable in this region ('${scope.region}')`,
    )
  }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw invalid(
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  }
  return { account, region, name, qualifier: qualifier ?? derived }
}

/**
 * The function that a name means, whatever it is qualified with: what acts on all of it is decided on all of it, lest
 * a qualifier take the request out of a policy, or into that of a version.
 * @throws as `named`
 */
export const wholeFunction = (text: string, scope: Scope): FunctionName => ({
  ...named(text, undefined, scope),
  qualifier: undefined,
})

export const LATEST = '$LATEST'

export const functionArn = ({ account, region, name }: Omit<FunctionName, 'qualifier'>): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`

/** With the qualifier, if one was asked for. */
export const arnOf = (fn: FunctionName): string =>
  fn.qualifier === undefined ? functionArn(fn) : `${functionArn(fn)}:${fn.qualifier}`

export const isVersion = (qualifier: string): boolean => /^\d+$/.test(qualifier)

/** A word that an alias could have; `$` may stand in qualifiers, but in no alias. */
export const mayBeAlias = (qualifier: string): boolean =>
  !isVersion(qualifier) && /^[\w-]+$/.test(qualifier)
