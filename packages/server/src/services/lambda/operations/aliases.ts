import {
  type AliasRoutingConfiguration,
  InvalidParameterValueException,
  lambda,
} from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { conflict, functionNotFound, invalid, notFound } from '../errors.ts'
import { assertRevision, findFunction, numbered } from '../find.ts'
import { arnOf, type FunctionName, LATEST, named, wholeFunction } from '../names.ts'
import { aliasOutput } from '../outputs.ts'
import { markerOf, pageOf } from '../paging.ts'
import {
  type Alias,
  aliasesOf,
  aliasKey,
  keptWrite,
  type LambdaFunction,
  policyKey,
  putRecord,
  recordOf,
} from '../records.ts'

/** A name for a version, and for a share of the invocations a second one. */
export const createAlias = operation(lambda.CreateAlias, {
  authorize: ({ FunctionName, Name }, context) =>
    functionCheck('lambda:CreateAlias', aliasName(FunctionName, Name, context), context),

  async handle({ FunctionName, Name, FunctionVersion, Description, RoutingConfig }, context) {
    const { documents, random } = context
    const name = aliasName(FunctionName, Name, context)
    const target = { ...name, qualifier: FunctionVersion }
    const fn = await findFunction(target, documents)
    await assertVersion(fn, target, context)
    const routing = await routingOf(RoutingConfig, FunctionVersion, fn, context)
    if (await documents.get(aliasKey(name, Name))) {
      throw conflict(`Alias already exists: ${arnOf(name)}`)
    }
    const alias: Alias = {
      name: Name,
      version: FunctionVersion,
      description: Description ?? '',
      revisionId: random.uuid(),
      ...(routing && { routing }),
    }
    await documents.commit([putRecord(aliasKey(name, Name), alias), keptWrite(fn)])
    return aliasOutput(fn, alias)
  },
})

export const getAlias = operation(lambda.GetAlias, {
  readOnly: true,
  authorize: ({ FunctionName, Name }, context) =>
    functionCheck('lambda:GetAlias', aliasName(FunctionName, Name, context), context),

  async handle({ FunctionName, Name }, context) {
    const name = aliasName(FunctionName, Name, context)
    const fn = await findFunction({ ...name, qualifier: undefined }, context.documents)
    const alias = recordOf<Alias>(await context.documents.get(aliasKey(name, Name)))
    if (!alias) throw notFound(`Cannot find alias arn: ${arnOf(name)}`)
    return aliasOutput(fn, alias)
  },
})

export const updateAlias = operation(lambda.UpdateAlias, {
  authorize: ({ FunctionName, Name }, context) =>
    functionCheck('lambda:UpdateAlias', aliasName(FunctionName, Name, context), context),

  async handle(input, context) {
    const { documents, random } = context
    const name = aliasName(input.FunctionName, input.Name, context)
    const fn = await findFunction({ ...name, qualifier: undefined }, documents)
    const before = recordOf<Alias>(await documents.get(aliasKey(name, input.Name)))
    if (!before) throw notFound(`Alias not found: ${arnOf(name)}`)
    assertRevision(input.RevisionId, before.revisionId)
    const version = input.FunctionVersion ?? before.version
    await assertVersion(fn, { ...name, qualifier: version }, context)
    const { routing: kept, ...rest } = before
    const routing = input.RoutingConfig
      ? await routingOf(input.RoutingConfig, version, fn, context)
      : kept
    const alias: Alias = {
      ...rest,
      version,
      description: input.Description ?? before.description,
      revisionId: random.uuid(),
      ...(routing && { routing }),
    }
    await documents.commit([putRecord(aliasKey(name, input.Name), alias), keptWrite(fn)])
    return aliasOutput(fn, alias)
  },
})

/** An alias that is not there is deleted, too. */
export const deleteAlias = operation(lambda.DeleteAlias, {
  authorize: ({ FunctionName, Name }, context) =>
    functionCheck('lambda:DeleteAlias', aliasName(FunctionName, Name, context), context),

  async handle({ FunctionName, Name }, context) {
    const name = aliasName(FunctionName, Name, context)
    await findFunction({ ...name, qualifier: undefined }, context.documents)
    await context.documents.commit([
      { type: 'delete', key: aliasKey(name, Name) },
      { type: 'delete', key: policyKey(name, Name) },
    ])
  },
})

export const listAliases = operation(lambda.ListAliases, {
  readOnly: true,
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:ListAliases', wholeFunction(FunctionName, context), context),

  async handle({ FunctionName, FunctionVersion, Marker, MaxItems }, context) {
    const { documents } = context
    const name = named(FunctionName, undefined, context)
    const fn = await findFunction(name, documents)
    const page = await pageOf(aliasesOf(name), { Marker, MaxItems }, documents)
    const aliases = page.documents
      .map(({ value }) => value as unknown as Alias)
      .filter(({ version }) => FunctionVersion === undefined || version === FunctionVersion)
    return {
      Aliases: aliases.map(alias => aliasOutput(fn, alias)),
      NextMarker: markerOf(page.next),
    }
  },
})

const aliasName = (text: string, alias: string, context: LambdaContext): FunctionName => ({
  ...named(text, undefined, context),
  qualifier: alias,
})

async function assertVersion(
  fn: LambdaFunction,
  name: FunctionName & { readonly qualifier: string },
  { documents }: LambdaContext,
): Promise<void> {
  if (!(await numbered(fn, name.qualifier, documents))) throw functionNotFound(arnOf(name))
}

async function routingOf(
  routing: AliasRoutingConfiguration | undefined,
  version: string,
  fn: LambdaFunction,
  context: LambdaContext,
): Promise<Alias['routing']> {
  const [first, ...others] = Object.entries(routing?.AdditionalVersionWeights ?? {})
  if (!first) return undefined
  const [second, weight] = first
  if (others.length > 0) {
    throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1')
  }
  if (second === version) {
    throw invalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
  }
  if (version === LATEST) {
    throw InvalidParameterValueException(
      '$LATEST is not supported for an alias pointing to more than 1 version',
    )
  }
  await assertVersion(fn, { ...fn, qualifier: second }, context)
  return { version: second, weight }
}
