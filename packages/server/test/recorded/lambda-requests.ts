import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { packed } from '../conformance/lambda-functions.ts'
import { arnOf, type Requests } from './lambda-stage.ts'

/** Functions, versions, tags: the requests of their recorded tests. */

export const lifecycle: Requests = async ({ lambda, usual, note, settled, zip: _ }, stage) => {
  const FunctionName = await usual('create_response', {
    Timeout: 5,
    MemorySize: 256,
  })
  const get = (name: string) => note(name, lambda.send(new GetFunctionCommand({ FunctionName })))
  await get('get_function_response')
  await note(
    'update_func_conf_response',
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Runtime: 'python3.11',
        Description: 'Changed-Description',
        MemorySize: 512,
        Timeout: 10,
        Environment: { Variables: { ENV_A: 'a' } },
      }),
    ),
  )
  await settled(FunctionName)
  await get('get_function_response_postupdate')
  const ZipFile = await packed({ 'other.py': '' })
  const update = new UpdateFunctionCodeCommand({ FunctionName, ZipFile })
  await note('update_code_response', lambda.send(update))
  await settled(FunctionName)
  await get('get_function_response_postcodeupdate')
  const remove = () => lambda.send(new DeleteFunctionCommand({ FunctionName }))
  await note('delete_response', remove())
  stage.noteValue('delete_response', {
    ...(stage.answers.get('delete_response') as object),
    StatusCode: 204,
  })
  await note('delete_postdelete', remove())
}

export const versions: Requests = async ({ lambda, plain, note, settled }) => {
  const FunctionName = await plain('create_response', { Description: 'No version :(' })
  const get = (name: string, Qualifier?: string) =>
    note(name, lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })))
  const list = (name: string) =>
    note(name, lambda.send(new ListVersionsByFunctionCommand({ FunctionName })))
  const publish = (name: string, Description?: string) =>
    note(name, lambda.send(new PublishVersionCommand({ FunctionName, Description })))
  const describe = async (name: string, Description: string) => {
    const command = new UpdateFunctionConfigurationCommand({ FunctionName, Description })
    await note(name, lambda.send(command))
    await settled(FunctionName)
  }
  await get('get_function_result')
  await list('list_versions_result')
  await describe('first_update_response', 'First version :)')
  await get('first_update_get_function')
  await publish('first_publish_response', 'First version description :)')
  await get('first_publish_get_function', '1')
  const configuration = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: '1' })
  await note('first_publish_get_function_config', lambda.send(configuration))
  await describe('second_update_response', 'Second version :))')
  await get('first_publish_get_function_after_update', '1')
  await publish('second_publish_response')
  await publish('third_publish_response')
  await list('list_versions_result_after_third_publish')
  await lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
  await list('list_versions_result_after_deletion_of_first_version')
}

export const publishedOnCreate: Requests = async ({ lambda, plain, note }) => {
  const FunctionName = await plain('create_response', { Publish: true })
  const get = (name: string, Qualifier?: string) =>
    note(name, lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })))
  const list = (name: string) =>
    note(name, lambda.send(new ListVersionsByFunctionCommand({ FunctionName })))
  await get('get_function_result')
  await get('get_function_version_result', '1')
  await get('get_function_latest_result', '$LATEST')
  await list('list_versions_result')
  const again = new PublishVersionCommand({ FunctionName })
  await note('repeated_publish_response', lambda.send(again))
  await list('list_versions_result_after_publish')
}

export const tags: Requests = async ({ lambda, usual, note }) => {
  const Resource = arnOf(await usual())
  const tag = async (name: string, Tags: Record<string, string>) => {
    await note(name, lambda.send(new TagResourceCommand({ Resource, Tags })))
    await list(`${name}_listtags`)
  }
  const untag = async (name: string, ...TagKeys: string[]) => {
    await note(name, lambda.send(new UntagResourceCommand({ Resource, TagKeys })))
    await list(`${name}_listtags`)
  }
  const list = (name: string) => note(name, lambda.send(new ListTagsCommand({ Resource })))
  await tag('tag_single_response', { A: 'tag-a' })
  await tag('tag_multiple_response', { B: 'tag-b', C: 'tag-c' })
  await tag('tag_overlap_response', { C: 'tag-c-newsuffix', D: 'tag-d' })
  await untag('untag_single_response', 'A')
  await untag('untag_multiple_response', 'B', 'C')
  await untag('untag_nonexisting_response', 'F')
  await untag('untag_existing_and_nonexisting_response', 'D', 'F')
}

export const concurrency: Requests = async ({ lambda, usual, note }) => {
  const FunctionName = await usual()
  const put = (name: string, ReservedConcurrentExecutions: number) =>
    note(
      name,
      lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
      ),
    )
  const get = (name: string) =>
    note(name, lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })))
  await put('put_function_concurrency_with_reserved_0', 0)
  await put('put_function_concurrency_with_reserved_1', 1)
  await get('get_function_concurrency')
  const remove = new DeleteFunctionConcurrencyCommand({ FunctionName })
  await note('delete_response', lambda.send(remove))
  await get('get_function_concurrency_after_delete')
}

export const revisions: Requests = async ({ lambda, usual, note, settled, zip }) => {
  const FunctionName = await usual('create_function_response_rev1', { Handler: 'index.handler' })
  const get = (name: string) => note(name, lambda.send(new GetFunctionCommand({ FunctionName })))
  const found = await get('get_function_response_rev2')
  const code = (name: string, RevisionId: string | undefined) =>
    note(
      name,
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, RevisionId })),
    )
  const configuration = (name: string, RevisionId: string | undefined) =>
    note(
      name,
      lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          Runtime: 'python3.8',
          RevisionId,
        }),
      ),
    )
  await code('update_function_revision_exception', 'wrong')
  await code('update_function_code_response_rev3', found.Configuration?.RevisionId)
  await settled(FunctionName)
  const after = await get('get_function_response_rev4')
  await configuration('update_function_configuration_revision_exception', 'wrong')
  await configuration(
    'update_function_configuration_response_rev5',
    after.Configuration?.RevisionId,
  )
  await settled(FunctionName)
  await get('get_function_response_rev6')
}

export const refusedCreation: Requests = async ({ lambda, note, role, zip }, stage) => {
  const create = (name: string, more: object) =>
    note(
      name,
      lambda.send(
        new CreateFunctionCommand({
          FunctionName: stage.name('fn'),
          Role: role,
          Runtime: 'python3.9',
          Handler: 'index.handler',
          Code: { ZipFile: zip },
          ...more,
        }),
      ),
    )
  await create('invalid_role_arn_exc', { Role: 'r1' })
  await create('invalid_runtime_exc', { Runtime: 'non-existent-runtime' })
  await create('uppercase_runtime_exc', { Runtime: 'PYTHON3.9' })
  await create('multiple_architectures', { Architectures: ['x86_64', 'arm64'] })
  await create('invalid_zip_exc', { Code: { ZipFile: Buffer.from('this is not a zipfile') } })
}

export const refusedUpdate: Requests = async ({ lambda, plain, note }, stage) => {
  const FunctionName = await plain('made')
  ;(stage.answers as Map<string, unknown>).delete('made')
  const update = (name: string, more: object) =>
    note(name, lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...more })))
  await update('invalid_role_arn_exc', { Role: 'r1' })
  await update('invalid_runtime_exc', { Runtime: 'non-existent-runtime' })
  await update('uppercase_runtime_exc', { Runtime: 'PYTHON3.9' })
}

export const deprecated =
  (runtime: string): Requests =>
  async ({ lambda, note, role, zip }, stage) => {
    await note(
      'deprecation_error',
      lambda.send(
        new CreateFunctionCommand({
          FunctionName: stage.name('fn'),
          Role: role,
          Runtime: runtime as never,
          Handler: 'handler.handler',
          Code: { ZipFile: zip },
        }),
      ),
    )
  }
