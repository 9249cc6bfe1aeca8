import { check } from '../../../operation/check.ts'
import type { Document, Key } from '../../../store/store.ts'
import { type FunctionConfiguration, lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { findFunction } from '../find.ts'
import { LIMITS } from '../limits.ts'
import { named } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import { markerOf, pageOf, startOf } from '../paging.ts'
import { type FunctionVersion, functionsOf, type LambdaFunction, versionsOf } from '../records.ts'

/** The functions of the account in this region; with all their versions when that is asked for. */
export const listFunctions = operation(lambda.ListFunctions, {
  readOnly: true,
  authorize: () => check('lambda:ListFunctions', 'any'),

  async handle({ FunctionVersion: which, Marker, MaxItems = LIMITS.pageItems }, context) {
    const { account, region, documents, seal } = context
    const [first, to] = functionsOf(account, region)
    const from = startOf(Marker, first, to)
    const limit = Math.min(MaxItems, LIMITS.pageItems)
    const page = await documents.range(from, to, { limit })
    const listed: FunctionConfiguration[] = []
    for (const fn of page.documents.map(functionOf)) {
      const versions =
        which === 'ALL' ? [fn.latest, ...(await published(fn, context))] : [fn.latest]
      for (const version of versions) {
        const qualifier = which === 'ALL' ? version.version : undefined
        listed.push(configurationOutput({ fn, version, qualifier }, seal, { listed: true }))
      }
    }
    return { Functions: listed, NextMarker: markerOf(page.next) }
  },
})

/** `$LATEST` and then the numbered versions. */
export const listVersionsByFunction = operation(lambda.ListVersionsByFunction, {
  readOnly: true,
  authorize: ({ FunctionName }, context) =>
    functionCheck(
      'lambda:ListVersionsByFunction',
      named(FunctionName, undefined, context),
      context,
    ),

  async handle({ FunctionName, Marker, MaxItems }, context) {
    const { documents, seal } = context
    const name = named(FunctionName, undefined, context)
    const fn = await findFunction(name, documents)
    const page = await pageOf(versionsOf(name), { Marker, MaxItems }, documents)
    const versions = page.documents.map(versionOf)
    const shown = Marker === undefined ? [fn.latest, ...versions] : versions
    return {
      Versions: shown.map(version =>
        configurationOutput({ fn, version, qualifier: version.version }, seal, { listed: true }),
      ),
      NextMarker: markerOf(page.next),
    }
  },
})

async function published(
  fn: LambdaFunction,
  { documents }: LambdaContext,
): Promise<readonly FunctionVersion[]> {
  const [first, to] = versionsOf(fn)
  const versions: FunctionVersion[] = []
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await documents.range(from, to)
    versions.push(...page.documents.map(versionOf))
    from = page.next
  }
  return versions
}

const functionOf = ({ value }: Document) => value as unknown as LambdaFunction
const versionOf = ({ value }: Document) => value as unknown as FunctionVersion
