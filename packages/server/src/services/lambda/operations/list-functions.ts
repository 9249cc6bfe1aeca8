import { check } from '../../../operation/check.ts'
import { keyParts, key as storeKey } from '../../../store/key.ts'
import type { Document, Key } from '../../../store/store.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { findFunction } from '../find.ts'
import { LIMITS } from '../limits.ts'
import { named, wholeFunction } from '../names.ts'
import { configurationOutput } from '../outputs.ts'
import { markerOf, pageOf, startOf } from '../paging.ts'
import {
  type FunctionVersion,
  functionKey,
  functionsOf,
  type LambdaFunction,
  versionKey,
  versionsOf,
} from '../records.ts'

/** The functions of the account in this region; with all their versions when that is asked for. */
export const listFunctions = operation(lambda.ListFunctions, {
  readOnly: true,
  authorize: () => check('lambda:ListFunctions', 'any'),

  async handle({ FunctionVersion: which, Marker, MaxItems = LIMITS.pageItems }, context) {
    const { account, region, documents, seal } = context
    const [first, to] = functionsOf(account, region)
    const from = startOf(Marker, first, to)
    const limit = Math.min(MaxItems, LIMITS.pageItems)
    if (which === 'ALL') return listAll([from, to], limit, context)
    const page = await documents.range(from, to, { limit })
    return {
      Functions: page.documents.map(document => {
        const fn = functionOf(document)
        const shown = { fn, version: fn.latest, qualifier: undefined }
        return configurationOutput(shown, seal, { listed: true })
      }),
      NextMarker: markerOf(page.next),
    }
  },
})

interface Listed {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  /** Where a page that begins with it begins: the function's key, with the number of the version as its last part. */
  readonly place: Key
}

async function listAll(bounds: readonly [Key, Key], limit: number, context: LambdaContext) {
  const listed = await listedFrom(bounds, limit + 1, context)
  return {
    Functions: listed.slice(0, limit).map(({ fn, version }) =>
      configurationOutput({ fn, version, qualifier: version.version }, context.seal, {
        listed: true,
      }),
    ),
    NextMarker: markerOf(listed[limit]?.place),
  }
}

/** So many versions of functions, those of each after its `$LATEST`. */
async function listedFrom(
  [start, to]: readonly [Key, Key],
  count: number,
  context: LambdaContext,
): Promise<readonly Listed[]> {
  const { account, region, documents } = context
  const [, , , name, resumed] = keyParts(start)
  const first = name === undefined ? start : functionKey({ account, region, name })
  const listed: Listed[] = []
  for (let from: Key | undefined = first; from !== undefined && listed.length < count; ) {
    const page = await documents.range(from, to, { limit: count })
    for (const document of page.documents) {
      const fn = functionOf(document)
      const left = count - listed.length
      if (left <= 0) break
      const isResumed = resumed !== undefined && document.key === first
      if (!isResumed) listed.push({ fn, version: fn.latest, place: document.key })
      listed.push(...(await publishedFrom(fn, isResumed ? resumed : '0', left, context)))
    }
    from = page.next
  }
  return listed
}

/** So many published versions of a function, from a number on. */
async function publishedFrom(
  fn: LambdaFunction,
  oldest: string,
  count: number,
  { documents }: LambdaContext,
): Promise<readonly Listed[]> {
  const [, to] = versionsOf(fn)
  const listed: Listed[] = []
  for (let from: Key | undefined = versionKey(fn, oldest); from && listed.length < count; ) {
    const page = await documents.range(from, to, { limit: count })
    const versions = page.documents.map(versionOf)
    listed.push(...versions.map(version => ({ fn, version, place: placeOf(fn, version) })))
    from = page.next
  }
  return listed
}

const placeOf = ({ account, region, name }: LambdaFunction, { version }: FunctionVersion): Key =>
  storeKey('lambda.function', account, region, name, version)

/** `$LATEST` and then the numbered versions. */
export const listVersionsByFunction = operation(lambda.ListVersionsByFunction, {
  readOnly: true,
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:ListVersionsByFunction', wholeFunction(FunctionName, context), context),

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

const functionOf = ({ value }: Document) => value as unknown as LambdaFunction
const versionOf = ({ value }: Document) => value as unknown as FunctionVersion
