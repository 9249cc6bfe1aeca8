import { hash } from 'node:crypto'
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListTagsCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { packed } from '../conformance/lambda-functions.ts'
import { answerOf } from './answers.ts'
import { bulk, create, forget, get, settings, shelf } from './lambda-more.ts'
import { arnOf, type Requests, type Workshop } from './lambda-stage.ts'

/** What an account and a function have room for, and the tags of one. */

const accountSettings: Requests = async (shop, stage) => {
  const output = await settings(shop)
  const { ResponseMetadata } = answerOf(output, []) as Record<string, unknown>
  stage.noteValue('acc_settings_modded', {
    AccountLimit: Object.keys(output.AccountLimit ?? {}).sort(),
    AccountUsage: Object.keys(output.AccountUsage ?? {}).sort(),
    ResponseMetadata,
  })
}

const usedBytes = async (shop: Workshop) => (await settings(shop)).AccountUsage?.TotalCodeSize ?? 0

/** A package of that many bytes: letters without any order fill it up. */
async function sized(bytes: number): Promise<Uint8Array> {
  const noise = hash('shake256', 'noise', { outputEncoding: 'base64', outputLength: 512 })
  for (let length = 0; length < bytes; length++) {
    for (const name of ['index.py', 'handler.py', 'function.py']) {
      const zip = await packed({ [name]: noise.slice(0, length) })
      if (zip.length === bytes) return zip
    }
  }
  throw new Error(`no package has ${bytes} bytes`)
}

const codeSize: Requests = async (shop, stage) => {
  const ZipFile = await sized(276)
  const before = await usedBytes(shop)
  const FunctionName = await shop.usual(undefined, { Code: { ZipFile } })
  const made = await usedBytes(shop)
  stage.noteValue('total_code_size_diff_create_function', made - before)
  const update = { FunctionName, ZipFile, Publish: true }
  await shop.lambda.send(new UpdateFunctionCodeCommand(update))
  stage.noteValue('total_code_size_diff_update_function', (await usedBytes(shop)) - made)
}

const codeSizeOfVersions: Requests = async (shop, stage) => {
  const { lambda, settled, usual } = shop
  const ZipFile = await sized(276)
  const before = await usedBytes(shop)
  const FunctionName = await usual(undefined, { Runtime: 'nodejs18.x', Code: { ZipFile } })
  const made = await usedBytes(shop)
  stage.noteValue('is_total_code_size_diff_create_function_more_than_200', made - before > 200)
  const Runtime = 'nodejs20.x' as const
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Runtime }))
  await settled(FunctionName)
  const updated = await usedBytes(shop)
  stage.noteValue('total_code_size_diff_update_function_configuration', updated - made)
  await lambda.send(new PublishVersionCommand({ FunctionName }))
  const more = (await usedBytes(shop)) - updated
  const name = 'is_total_code_size_diff_publish_version_after_config_update_more_than_200'
  stage.noteValue(name, more > 200)
}

const environment = (size: number, more = {}) => ({
  Environment: { Variables: { ...more, LARGE_VAR: 'x'.repeat(size) } },
})

const roomless =
  (name: string, variables: object): Requests =>
  async (shop, stage) => {
    const FunctionName = stage.name('large')
    const usual = { Handler: 'handler.handler', Timeout: 30, FunctionName }
    await shop.note(name, create(shop, stage, { ...usual, ...variables }))
    await shop.note('found', shop.lambda.send(new GetFunctionCommand({ FunctionName })))
    const found = stage.answers.get('found') as { Error?: { Code: string } }
    if (found.Error?.Code !== 'ResourceNotFoundException') throw new Error('it was made')
    forget(stage, 'found')
  }

const ZIPPED = 52_428_800
const UNZIPPED = 262_144_000

const oversized =
  (input: () => object): Requests =>
  async (shop, stage) => {
    const more = { Handler: 'handler.handler', Timeout: 10, ...input() }
    await shop.note('invalid_param_exc', create(shop, stage, more))
  }

const unpackedSize =
  (name: string, bytes: number): Requests =>
  async (shop, stage) => {
    const { place, put } = await shelf(stage)
    await put(await packed({ 'handler.py': bulk(bytes) }))
    const more = { Handler: 'handler.handler', Timeout: 10, Code: place }
    await shop.note(name, create(shop, stage, more))
  }

const tagged = ({ lambda, note }: Workshop) => ({
  tag: (name: string, Resource: string, Tags: Record<string, string>) =>
    note(name, lambda.send(new TagResourceCommand({ Resource, Tags }))),
  untag: (name: string, Resource: string, ...TagKeys: string[]) =>
    note(name, lambda.send(new UntagResourceCommand({ Resource, TagKeys }))),
  list: (name: string, Resource: string) =>
    note(name, lambda.send(new ListTagsCommand({ Resource }))),
})

const untaggable: Requests = async shop => {
  const { tag, untag, list } = tagged(shop)
  const resource = arnOf('nobody')
  await tag('not_found_exception_tag', resource, { A: 'B' })
  await untag('not_found_exception_untag', resource, 'A')
  await list('not_found_exception_list', resource)
  await list('aliased_arn_exception', `${resource}:alias`)
  await list('invalid_arn_exception', resource.replace(':function:', ':foobar:'))
}

const untaggableAfter: Requests = async shop => {
  const { tag, untag, list } = tagged(shop)
  const FunctionName = await shop.usual()
  const resource = arnOf(FunctionName)
  await get(shop, 'pre_delete_get_function', resource)
  await shop.lambda.send(new DeleteFunctionCommand({ FunctionName: resource }))
  await tag('not_found_exception_tag', resource, { A: 'B' })
  await untag('not_found_exception_untag', resource, 'A')
  await list('not_found_exception_list', resource)
}

const tagRefusals: Requests = async shop => {
  const { tag, untag, list } = tagged(shop)
  const own = arnOf(await shop.usual())
  const Tags = { key_a: 'value_a' }
  await tag('tag_lambda_invalidarn', 'arn:aws:something', Tags)
  await tag('tag_lambda_doesnotexist', arnOf('doesnotexist'), Tags)
  await tag('tag_lambda_qualifier_doesnotexist', `${own}:v1`, Tags)
  await list('list_tag_lambda_empty', own)
  await untag('untag_nomatch', own, 'somekey')
  await untag('untag_empty_keys', own)
  await tag('tag_empty_tags', own, {})
}

const tagsOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}_key`, `${i}_value`]))

const tagLimits: Requests = async (shop, stage) => {
  const { tag, list } = tagged(shop)
  const FunctionName = await shop.usual()
  const own = arnOf(FunctionName)
  await tag('tag_lambda_too_many_tags', own, tagsOf(51))
  await tag('tag_response', own, tagsOf(50))
  await list('list_tags_response', own)
  await get(shop, 'get_fn_response', FunctionName)
  await tag('tag_lambda_too_many_tags_additional', own, { a_key: 'a_value' })
  await shop.note('create_function_invalid_tags', create(shop, stage, { Tags: tagsOf(51) }))
}

const tagLife: Requests = async shop => {
  const { tag, list } = tagged(shop)
  const FunctionName = await shop.usual(undefined, { Tags: { key_a: 'value_a' } })
  const own = arnOf(FunctionName)
  const looks = async (when: string) => {
    await list(`list_tags_response_${when}`, own)
    await get(shop, `get_fn_response_${when}`, own)
  }
  const untag = (...TagKeys: string[]) =>
    shop.lambda.send(new UntagResourceCommand({ Resource: own, TagKeys }))
  const letters = ['b', 'c', 'd', 'e'].map(one => [`key_${one}`, `value_${one}`] as const)
  await looks('postfncreate')
  await tag('tag_resource_response', own, Object.fromEntries(letters))
  await looks('postaddtags')
  await tag('tag_resource_overwrite', own, { key_b: 'value_b', key_c: 'value_x' })
  await looks('overwrite')
  await untag('key_c', 'key_d')
  await looks('postuntag')
  await untag('key_a', 'key_b', 'key_e')
  await looks('postuntagall')
  await shop.lambda.send(new DeleteFunctionCommand({ FunctionName }))
  await list('list_tags_postdelete', own)
}

const SIZES = 'TestLambdaSizeLimits::test_'
const SETTINGS = 'TestLambdaAccountSettings::test_account_settings'

/** `lambda/test_lambda_api.json`: sizes and tags. */
export const sizeTests: Readonly<Record<string, Requests>> = {
  [SETTINGS]: accountSettings,
  [`${SETTINGS}_total_code_size`]: codeSize,
  [`${SETTINGS}_total_code_size_config_update`]: codeSizeOfVersions,
  [`${SIZES}large_environment_variables_fails`]: roomless(
    'failed_create_fn_result',
    environment(4_081),
  ),
  [`${SIZES}large_environment_fails_multiple_keys`]: roomless(
    'failured_create_fn_result_multi_key',
    environment(4_064, { SMALL_VAR: 'ok' }),
  ),
  [`${SIZES}lambda_envvars_near_limit_succeeds`]: async shop => {
    await shop.usual('successful_create_fn_result', environment(4_080))
  },
  [`${SIZES}oversized_request_create_lambda`]: oversized(() => ({
    ...{ Code: { ZipFile: Buffer.alloc(ZIPPED - 1024) }, ...environment(18_700_000) },
  })),
  [`${SIZES}oversized_zipped_create_lambda`]: oversized(() => ({
    Code: { ZipFile: Buffer.alloc(ZIPPED + 1) },
  })),
  [`${SIZES}oversized_unzipped_lambda`]: unpackedSize('invalid_param_exc', UNZIPPED),
  [`${SIZES}oversized_lambda`]: unpackedSize('invalid_param_exc', UNZIPPED),
  [`${SIZES}large_lambda`]: unpackedSize('create_function_large_zip', UNZIPPED - 1000),
  'TestLambdaTag::test_tag_exceptions[lambda_function]': untaggable,
  'TestLambdaTag::test_tag_nonexisting_resource': untaggableAfter,
  'TestLambdaTags::test_tag_exceptions': tagRefusals,
  'TestLambdaTags::test_tag_limits': tagLimits,
  'TestLambdaTags::test_tag_lifecycle': tagLife,
}
