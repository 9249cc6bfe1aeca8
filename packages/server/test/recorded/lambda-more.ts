import { hash } from 'node:crypto'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { packed } from '../conformance/lambda-functions.ts'
import { answerOf } from './answers.ts'
import { arnOf, type Requests, type Workshop } from './lambda-stage.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'

/** Functions: changed, listed, placed, limited. */

export const get = (
  { lambda, note }: Workshop,
  name: string,
  FunctionName: string,
  Qualifier?: string,
) => note(name, lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })))
export const settings = ({ lambda }: Workshop) => lambda.send(new GetAccountSettingsCommand({}))

const redundant: Requests = async shop => {
  const { lambda, note, usual, settled } = shop
  const FunctionName = await usual('create_response', { Description: 'Initial description' })
  const update = async (name: string) => {
    const Description = '1st update description'
    const command = new UpdateFunctionConfigurationCommand({ FunctionName, Description })
    await note(name, lambda.send(command))
    await settled(FunctionName)
  }
  await update('first_update_result')
  const configuration = new GetFunctionConfigurationCommand({ FunctionName })
  await note('get_fn_config_result', lambda.send(configuration))
  await get(shop, 'get_fn_result', FunctionName)
  await update('redundant_update_result')
  await get(shop, 'get_fn_result_after_redundant_update', FunctionName)
}

const deleted: Requests = async ({ lambda, note, usual }) => {
  const FunctionName = await usual(undefined, { Description: 'Initial description' })
  const remove = (Qualifier?: string) =>
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))
  await remove('1233')
  await remove('1233')
  await remove()
  const name = 'delete_function_response_non_existent'
  await note(name, remove())
  await note(`${name}_with_qualifier`, remove('1233'))
}

const codeOf = async (text: string) => packed({ 'index.py': `# ${text}` })

const located: Requests = async shop => {
  const { lambda, note, plain } = shop
  const FunctionName = await plain('create-response-zip-file', { PackageType: 'Zip' })
  await get(shop, 'get-function-response', FunctionName)
  const ZipFile = await codeOf('updated')
  const update = lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await note('update-function-response', update)
  const { Code } = await get(shop, 'get-function-response-updated', FunctionName)
  const sent = Buffer.from(await (await fetch(Code?.Location ?? '')).arrayBuffer())
  if (!sent.equals(ZipFile)) throw new Error('the link leads to other code')
}

/** A bucket, and what puts packages into it. */
export async function shelf(stage: Stage) {
  const S3Bucket = stage.name('code')
  const S3Key = 'code/code-function.zip'
  const s3 = new S3Client({ ...stage.as(), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: S3Bucket }))
  const put = (Body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: S3Bucket, Key: S3Key, Body }))
  return { place: { S3Bucket, S3Key }, put }
}

const fetched: Requests = async (shop, stage) => {
  const { lambda, note, plain, zip } = shop
  const { place, put } = await shelf(stage)
  await put(zip)
  const FunctionName = await plain('create_response_s3', { PackageType: 'Zip', Code: place })
  await get(shop, 'get-function-response', FunctionName)
  await put(await codeOf('updated'))
  const update = lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...place }))
  await note('update-function-response', update)
  await get(shop, 'get-function-response-updated', FunctionName)
}

const misplaced: Requests = async (shop, stage) => {
  const { lambda, note, plain, zip } = shop
  const { place, put } = await shelf(stage)
  await put(zip)
  const wrong = {
    bucket: { ...place, S3Bucket: stage.name('nobodys') },
    key: { ...place, S3Key: 'non/existent.zip' },
  }
  for (const [what, Code] of Object.entries(wrong)) {
    await note(`create-error-wrong-${what}`, create(shop, stage, { Code }))
  }
  const FunctionName = await plain(undefined, { Code: place })
  for (const [what, code] of Object.entries(wrong)) {
    const update = lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...code }))
    await note(`update-error-wrong-${what}`, update)
  }
}

export const create = ({ lambda, role, zip }: Workshop, stage: Stage, more: object) =>
  lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: stage.name('fn'), Role: role, Code: { ZipFile: zip } },
      ...{ Runtime: 'python3.12', Handler: 'index.handler', ...more },
    }),
  )

const arns: Requests = async (shop, stage) => {
  const { note, usual } = shop
  const [one, two] = [stage.name('test-function-arn'), stage.name('test-partial-arn')]
  await usual('create-function-arn-response', { FunctionName: arnOf(one) })
  await usual('create-function-partial-arn-response', {
    ...{ FunctionName: `${ACCOUNT}:function:${two}`, Code: { ZipFile: await codeOf('other') } },
  })
  const wrong = {
    invalid_function_name_exc: 'invalid:function:name',
    long_function_name_exc: 'a'.repeat(65),
    long_function_arn_exc: arnOf('a'.repeat(141 - arnOf('').length)),
    function_arn_other_region_exc: arnOf(one).replace(REGION, 'ap-southeast-1'),
  }
  for (const [name, FunctionName] of Object.entries(wrong)) {
    await note(name, create(shop, stage, { FunctionName }))
  }
}

/** All pages put together, as their paginator does it. */
const listed: Requests = async ({ lambda, note, usual }, stage) => {
  await usual('create_response_1', { Publish: true })
  await usual('create_response_2', { Code: { ZipFile: await codeOf('other') } })
  const list = (FunctionVersion?: string, Marker?: string) =>
    lambda.send(
      new ListFunctionsCommand({ FunctionVersion: FunctionVersion as 'ALL', Marker, MaxItems: 1 }),
    )
  await note('list_functions_invalid_functionversion', list('invalid'))
  for (const [name, version] of [
    ['list_all', 'ALL'],
    ['list_default', undefined],
  ] as const) {
    const Functions: FunctionConfiguration[] = []
    let Marker: string | undefined
    do {
      const page = await list(version, Marker)
      Functions.push(...(page.Functions ?? []))
      Marker = page.NextMarker
    } while (Marker !== undefined)
    const { ResponseMetadata: _, ...told } = answerOf({ Functions }, []) as Record<string, unknown>
    stage.noteValue(name, told)
  }
}

const invoked: Requests = async ({ lambda, note }) => {
  const FunctionName = `arn:aws:lambda:${REGION}:123400000000@function:myfn`
  const invoke = lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }))
  await note('invoke_function_name_pattern_exc', invoke)
}

const codeAtOnce: Requests = async ({ lambda, note, plain }) => {
  const FunctionName = await plain('create-function-response', { Handler: 'handler.handler' })
  const update = async (text: string) => {
    const ZipFile = await codeOf(text)
    return lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  }
  await update('version1')
  await note('update-during-in-progress-update-exc', update('version2'))
}

/** Text of which a hundredth is noise: more order than that is refused here as hostile. */
export function bulk(bytes: number): string {
  const noise = hash('shake256', 'bulk', { outputEncoding: 'base64', outputLength: 750_000 })
  const rows = Array.from({ length: Math.ceil(bytes / 100_000) }, (_, i) =>
    (noise.slice((i * 317) % 900_000, ((i * 317) % 900_000) + 2_000) + 'x'.repeat(100_000)).slice(
      0,
      100_000,
    ),
  )
  return rows.join('').slice(0, bytes)
}

/** What is under way is new code, large: a configuration is settled here before one can ask again. */
const configurationAtOnce: Requests = async ({ lambda, note, usual }) => {
  const FunctionName = await usual('create-function-response')
  const ZipFile = await packed({ 'index.py': bulk(50_000_000) })
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  const Environment = { Variables: { TEST: 'TEST2' } }
  const command = new UpdateFunctionConfigurationCommand({ FunctionName, Environment })
  await note('update-during-in-progress-update-exc', lambda.send(command))
}

const published: Requests = async shop => {
  const { lambda, note, plain } = shop
  const FunctionName = await plain('create_response', { PackageType: 'Zip' })
  await get(shop, 'get_function_result', FunctionName)
  const ZipFile = await codeOf('updated')
  const input = { FunctionName, ZipFile, Publish: true }
  await note('update_function_code_result', lambda.send(new UpdateFunctionCodeCommand(input)))
  await get(shop, 'get_function_version_result', FunctionName, '1')
  await get(shop, 'get_function_latest_result', FunctionName, '$LATEST')
}

const revisions: Requests = async shop => {
  const { lambda, note, usual } = shop
  const FunctionName = await usual('create_function_response_rev1')
  const active = await get(shop, 'get_function_active_rev2', FunctionName)
  const publish = (name: string, RevisionId: string | undefined) =>
    note(name, lambda.send(new PublishVersionCommand({ FunctionName, RevisionId })))
  await publish('publish_version_revision_exception', 'wrong')
  await publish('publish_version_response_rev_v1', active.Configuration?.RevisionId)
  await get(shop, 'get_function_published_version_rev_v2', FunctionName, '1')
  await get(shop, 'get_function_latest_rev3', FunctionName)
  const alias = { FunctionName, Name: 'revision_alias' }
  const made = lambda.send(new CreateAliasCommand({ ...alias, FunctionVersion: '1' }))
  const { RevisionId } = await note('create_alias_response_rev_a1', made)
  await get(shop, 'get_function_latest_rev4', FunctionName)
  await get(shop, 'get_function_published_version_rev_v3', FunctionName, '1')
  const update = (name: string, more: object) =>
    note(name, lambda.send(new UpdateAliasCommand({ ...alias, ...more })))
  await update('update_alias_revision_exception', { RevisionId: 'wrong' })
  const changed = { Description: 'something changed', RevisionId }
  await update('update_alias_response_rev_a2', changed)
}

const INVOKE = { Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' } as const
const FROM = { StatementId: 's3', SourceArn: 'arn:aws:s3:::test-bucket' }

const permitting = ({ lambda, note }: Workshop, FunctionName: string) => ({
  add: (name: string, more: object) =>
    note(
      name,
      lambda.send(
        new AddPermissionCommand({ FunctionName, StatementId: 's3', ...INVOKE, ...more }),
      ),
    ),
  policy: (name: string, Qualifier?: string) =>
    note(name, lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))),
})

const permitted: Requests = async shop => {
  const { add, policy } = permitting(shop, await shop.usual('create_lambda'))
  await add('add_permission', FROM)
  await policy('get_policy')
}

const permittedTwice: Requests = async shop => {
  const { add, policy } = permitting(shop, await shop.usual())
  for (const [index, StatementId] of ['logs', 'kinesis'].entries()) {
    const from = { StatementId, Principal: `${StatementId}.amazonaws.com` }
    await add(`add_permission_response_${index + 1}`, from)
  }
  await policy('policy_after_2_add')
}

const permissionMembers: Requests = async shop => {
  const { add } = permitting(shop, await shop.usual())
  const SourceAccount = ACCOUNT
  const cases = {
    principal_wildcard: { StatementId: 'wilcard', Principal: '*', SourceAccount },
    principal_service: { StatementId: 'lambda', Principal: 'lambda.amazonaws.com', SourceAccount },
    principal_account: { StatementId: 'account-id', Principal: ACCOUNT },
    principal_arn: {
      ...{ StatementId: 'user-arn', SourceAccount },
      Principal: `arn:aws:iam::${ACCOUNT}:user/administrator`,
    },
    optional_fields: {
      ...{ StatementId: 'urlPermission', Principal: '*', SourceAccount },
      ...{ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
      ...{ SourceArn: FROM.SourceArn, PrincipalOrgID: 'o-1234567890' },
    },
    alexa_skill: {
      ...{ StatementId: 'alexaSkill', Principal: '*' },
      EventSourceToken: 'amzn1.ask.skill.xxxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    },
  }
  for (const [name, more] of Object.entries(cases)) await add(`add_permission_${name}`, more)
}

export const forget = (stage: Stage, name: string) =>
  (stage.answers as Map<string, unknown>).delete(name)

const permissionRevisions: Requests = async shop => {
  const { add } = permitting(shop, await shop.usual())
  await add('add_permission_revision_exception', { RevisionId: 'wrong' })
}

const concurrencyRefused: Requests = async ({ lambda, note, usual }) => {
  const put = (name: string, FunctionName: string, ReservedConcurrentExecutions: number) => {
    const input = { FunctionName, ReservedConcurrentExecutions }
    return note(name, lambda.send(new PutFunctionConcurrencyCommand(input)))
  }
  const name = 'put_function_concurrency_with_function_name_doesnotexist'
  await put(name, 'doesnotexist', 1)
  await put(`${name}_and_invalid_concurrency`, 'doesnotexist', 0)
  const latest = `${arnOf(await usual())}:$LATEST`
  await put('put_function_concurrency_with_qualified_arn', latest, 0)
}

const concurrencyLimits: Requests = async shop => {
  const { lambda, note, usual } = shop
  const FunctionName = await usual()
  const { AccountLimit } = await settings(shop)
  const all = AccountLimit?.ConcurrentExecutions ?? 0
  for (const [name, ReservedConcurrentExecutions] of [
    ['account_limit_exceeded', all + 1],
    ['below_unreserved_min_value', all],
  ] as const) {
    const input = { FunctionName, ReservedConcurrentExecutions }
    const put = lambda.send(new PutFunctionConcurrencyCommand(input))
    await note(`put_function_concurrency_${name}`, put)
  }
}

const FN = 'TestLambdaFunction::test_'
const PERMISSIONS = 'TestLambdaPermissions::test_'

export const moreTests: Readonly<Record<string, Requests>> = {
  [`${FN}redundant_updates`]: redundant,
  [`${FN}delete_on_nonexisting_version`]: deleted,
  [`${FN}lambda_code_location_zipfile`]: located,
  [`${FN}lambda_code_location_s3`]: fetched,
  [`${FN}lambda_code_location_s3_errors`]: misplaced,
  [`${FN}function_arns`]: arns,
  [`${FN}list_functions`]: listed,
  [`${FN}invalid_invoke`]: invoked,
  [`${FN}lambda_concurrent_code_updates`]: codeAtOnce,
  [`${FN}lambda_concurrent_config_updates`]: configurationAtOnce,
  'TestLambdaVersions::test_publish_with_update': published,
  'TestLambdaRevisions::test_function_revisions_version_and_alias': revisions,
  'TestLambdaRevisions::test_function_revisions_permissions': permissionRevisions,
  [`${PERMISSIONS}add_lambda_permission_aws`]: permitted,
  [`${PERMISSIONS}create_multiple_lambda_permissions`]: permittedTwice,
  [`${PERMISSIONS}add_lambda_permission_fields`]: permissionMembers,
  'TestLambdaReservedConcurrency::test_function_concurrency_exceptions': concurrencyRefused,
  'TestLambdaReservedConcurrency::test_function_concurrency_limits': concurrencyLimits,
}
