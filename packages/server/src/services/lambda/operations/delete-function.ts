import type { Document, Key, Write } from '../../../store/store.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { bytesOf } from '../code.ts'
import { type LambdaContext, operation } from '../context.ts'
import { conflict, invalid } from '../errors.ts'
import { findFunction, numbered } from '../find.ts'
import { forgetCodeWrite } from '../jobs.ts'
import { functionArn, LATEST, mayBeAlias, named } from '../names.ts'
import {
  type Alias,
  aliasesOf,
  type Code,
  countKey,
  type FunctionVersion,
  functionKey,
  type LambdaFunction,
  policiesOf,
  policyKey,
  putRecord,
  versionKey,
  versionsOf,
} from '../records.ts'
import { storageWrite } from '../versions.ts'

/** Deletes a function with all that belongs to it, or one version of it. */
export const deleteFunction = operation(lambda.DeleteFunction, {
  authorize({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    if (name.qualifier === LATEST) {
      throw invalid('$LATEST version cannot be deleted without deleting the function.')
    }
    if (name.qualifier !== undefined && mayBeAlias(name.qualifier)) {
      throw invalid('Deletion of aliases is not currently supported.')
    }
    return functionCheck('lambda:DeleteFunction', name, context)
  },

  async handle({ FunctionName, Qualifier }, context) {
    const name = named(FunctionName, Qualifier, context)
    const fn = await findFunction({ ...name, qualifier: undefined }, context.documents)
    if (name.qualifier === undefined) {
      await deleteAll(fn, context)
      await context.execution.retire(fn)
    } else {
      await deleteVersion(fn, name.qualifier, context)
      await context.execution.retire(fn, name.qualifier)
    }
  },
})

async function deleteAll(fn: LambdaFunction, context: LambdaContext): Promise<void> {
  const { documents, clock } = context
  const [versions, aliases, policies] = await Promise.all(
    [versionsOf(fn), aliasesOf(fn), policiesOf(fn)].map(bounds => all(bounds, context)),
  )
  const codes = [fn.latest, ...(versions ?? []).map(versionOf)].map(({ code }) => code)
  const beside = [...(versions ?? []), ...(aliases ?? []), ...(policies ?? [])]
  // INVARIANT: whoever adds a version, an alias or a policy writes the function, which is expected unchanged here:
  // none can be missed.
  await documents.commit([
    ...[functionKey(fn), ...beside.map(({ key }) => key)].map(
      (key): Write => ({ type: 'delete', key }),
    ),
    { type: 'add', key: countKey(fn, 'functions'), amount: -1 },
    { type: 'add', key: countKey(fn, 'reserved'), amount: -(fn.reserved ?? 0) },
    storageWrite(fn, -codes.reduce((sum, code) => sum + bytesOf(code), 0)),
    ...blobsOf(codes).map(blob => forgetCodeWrite(fn, blob, clock.now())),
  ])
}

/** A version that is not there is as good as deleted. */
async function deleteVersion(
  fn: LambdaFunction,
  qualifier: string,
  context: LambdaContext,
): Promise<void> {
  const { documents, clock } = context
  const version = await numbered(fn, qualifier, documents)
  if (!version) return
  const aliases = await all(aliasesOf(fn), context)
  const user = aliases
    .map(({ value }) => value as unknown as Alias)
    .find(alias => [alias.version, alias.routing?.version].includes(version.version))
  if (user) {
    throw conflict(
      `Version ${version.version} is being used by alias ${functionArn(fn)}:${user.name}. Please remove the alias before deleting the version.`,
    )
  }
  const { published, ...rest } = fn
  const kept = published?.version === version.version ? rest : fn
  await documents.commit([
    putRecord(functionKey(fn), kept),
    { type: 'delete', key: versionKey(fn, version.version) },
    { type: 'delete', key: policyKey(fn, version.version) },
    storageWrite(fn, -bytesOf(version.code)),
    ...blobsOf([version.code]).map(blob => forgetCodeWrite(fn, blob, clock.now())),
  ])
}

const versionOf = ({ value }: Document) => value as unknown as FunctionVersion

const blobsOf = (codes: readonly Code[]) => [
  ...new Set(codes.flatMap(code => (code.kind === 'package' ? [code.blob] : []))),
]

async function all(
  [first, to]: readonly [Key, Key],
  { documents }: LambdaContext,
): Promise<Document[]> {
  const found: Document[] = []
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await documents.range(from, to)
    found.push(...page.documents)
    from = page.next
  }
  return found
}
