import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { arnOf, type Requests, type Workshop } from './lambda-stage.ts'

/** Aliases and policies: the requests of their recorded tests. */

/** Two versions with different variables, as the tests of aliases begin. */
async function twoVersions({ lambda, plain, note, settled }: Workshop, more: object = {}) {
  const FunctionName = await plain('create_response', {
    Environment: { Variables: { testenv: 'staging' } },
    ...more,
  })
  const publish = (name: string) =>
    note(name, lambda.send(new PublishVersionCommand({ FunctionName })))
  await publish('publish_v1')
  const Environment = { Variables: { testenv: 'prod' } }
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }))
  await settled(FunctionName)
  await publish('publish_v2')
  return FunctionName
}

export const aliases: Requests = async (shop, stage) => {
  const { lambda, note } = shop
  const FunctionName = await twoVersions(shop)
  const alias = async (suffix: string, FunctionVersion: string, more: object = {}) => {
    const Name = `aliasname${suffix}`
    const input = { FunctionName, Name, FunctionVersion, Description: 'custom-alias', ...more }
    await note(`create_alias_${suffix}`, lambda.send(new CreateAliasCommand(input)))
    await note(`get_alias_${suffix}`, lambda.send(new GetAliasCommand({ FunctionName, Name })))
  }
  const get = (name: string, FunctionName: string, Qualifier?: string) =>
    note(name, lambda.send(new GetFunctionCommand({ FunctionName, Qualifier })))
  const list = (name: string, FunctionVersion?: string) =>
    note(name, lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion })))
  const update = async (suffix: string, more: object) => {
    const input = { FunctionName, Name: `aliasname${suffix}` }
    await note(`update_alias_${suffix}`, lambda.send(new UpdateAliasCommand({ ...input, ...more })))
    await note(`get_alias_${suffix}_after_update`, lambda.send(new GetAliasCommand(input)))
  }
  await alias('1_1', '1', { RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } } })
  await get('get_function_alias_1_1', FunctionName, 'aliasname1_1')
  await get('get_function_byarn_alias_1_1', `${arnOf(FunctionName)}:aliasname1_1`)
  await get('get_function_alias_notfound_exc', FunctionName, 'aliasdoesnotexist')
  const absent = `${arnOf(FunctionName)}:aliasdoesnotexist`
  await get('get_function_alias_byarn_notfound_exc', absent)
  await alias('1_2', '1')
  await alias('1_3', '1', { Description: undefined })
  await alias('2', '2')
  // Their paginator put the pages together.
  const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName }))
  stage.noteValue('list_aliases_for_fnname', { Aliases })
  await update('1_1', { RoutingConfig: {} })
  await list('list_aliases_for_fnname_after_update')
  await update('1_2', {})
  await list('list_aliases_for_fnname_after_update_2')
  await list('list_aliases_for_version', '1')
  const remove = new DeleteAliasCommand({ FunctionName, Name: 'aliasname1_1' })
  await note('delete_alias_response', lambda.send(remove))
  await list('list_aliases_for_fnname_afterdelete')
}

const permissionOf = (FunctionName: string, more: object = {}) =>
  new AddPermissionCommand({
    FunctionName,
    StatementId: 's3',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: 'arn:aws:s3:::bucket-of-the-test',
    ...more,
  })

const permissions = async ({ lambda, note }: Workshop, FunctionName: string) => {
  return {
    add: (name: string, more: object = {}) =>
      note(name, lambda.send(permissionOf(FunctionName, more))),
    get: (name: string, Qualifier?: string) =>
      note(name, lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))),
    remove: (name: string, StatementId: string) =>
      note(name, lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }))),
  }
}

export const removedPermissions: Requests = async (shop, stage) => {
  const { add, get, remove } = await permissions(shop, await shop.usual())
  await add('add_permission_1', { SourceArn: undefined })
  await add('add_permission_2', { StatementId: 'sqs', Principal: 'sqs.amazonaws.com' })
  await get('policy_after_2_add')
  await remove('remove_permission_exception_nonexisting_sid', 'non-existent')
  await remove('removed', 'sqs')
  await get('policy_after_removal')
  await get('policy_after_removal_attempt')
  await remove('removed', 's3')
  await get('get_policy_exception_removed_all')
  ;(stage.answers as Map<string, unknown>).delete('removed')
}

export const refusedPermissions: Requests = async (shop, stage) => {
  const FunctionName = await shop.usual(undefined, { Publish: true })
  const { add, get, remove } = await permissions(shop, FunctionName)
  const bare = { SourceArn: undefined }
  await add('add_permission_invalid_statement_id', { ...bare, StatementId: 'example.com' })
  const FunctionArn = `${arnOf(FunctionName)}:alias-not-42`
  await add('add_permission_fn_qualifier_mismatch', {
    ...bare,
    FunctionName: FunctionArn,
    Qualifier: '42',
  })
  await add('add_permission_fn_qualifier_latest', { ...bare, Qualifier: '$LATEST' })
  await add('add_permission_principal_invalid', {
    ...bare,
    Principal: 'arn:aws:iam::123456789012:user/nobody',
  })
  const { lambda, note } = shop
  const policyOf = (name: string, FunctionName: string, Qualifier?: string) =>
    note(name, lambda.send(new GetPolicyCommand({ FunctionName, Qualifier })))
  await policyOf('get_policy_fn_doesnotexist', 'doesnotexist')
  await policyOf('get_policy_fn_version_doesnotexist', FunctionName, '42')
  await add('add_permission_fn_doesnotexist', { ...bare, FunctionName: 'doesnotexist' })
  await remove('remove_permission_policy_doesnotexist', 's3')
  await add('add_permission_fn_alias_doesnotexist', { ...bare, Qualifier: 'alias-doesnotexist' })
  await add('add_permission_fn_version_doesnotexist', { ...bare, Qualifier: '42' })
  const invalid = 'invalid-qualifier-with-?-char'
  await add('add_permission_fn_qualifier_invalid', { ...bare, Qualifier: invalid })
  const odd = 'valid-with-$-but-doesnotexist'
  await add('add_permission_fn_qualifier_valid_doesnotexist', { ...bare, Qualifier: odd })
  await add('added')
  await add('add_permission_conflicting_statement_id')
  ;(stage.answers as Map<string, unknown>).delete('added')
  await note(
    'remove_permission_fn_doesnotexist',
    lambda.send(new RemovePermissionCommand({ FunctionName: 'doesnotexist', StatementId: 's3' })),
  )
  await note(
    'remove_permission_fn_alias_doesnotexist',
    lambda.send(
      new RemovePermissionCommand({
        FunctionName,
        StatementId: 's3',
        Qualifier: 'alias-doesnotexist',
      }),
    ),
  )
  void get
}

export const routing: Requests = async shop => {
  const { lambda, note } = shop
  const FunctionName = await twoVersions(shop, { Publish: true })
  const create = (name: string, more: object) =>
    note(
      name,
      lambda.send(
        new CreateAliasCommand({ FunctionName, Name: 'custom', FunctionVersion: '1', ...more }),
      ),
    )
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  })
  await create('routing_config_exc_toomany', weights({ '1': 0.5, '2': 0.5 }))
  await create('routing_config_exc_sameversion', weights({ '1': 0.5 }))
  await create('target_version_doesnotexist', { FunctionVersion: '10', ...weights({ '2': 0.5 }) })
  await create('routing_config_exc_version_doesnotexist', weights({ '10': 0.5 }))
  await create('target_version_exc_version_latest', {
    FunctionVersion: '$LATEST',
    ...weights({ '1': 0.5 }),
  })
  await create('create-alias-latest', { FunctionVersion: '$LATEST', Name: 'custom-latest' })
  await create('routing_config_exc_fn_doesnotexist', {
    FunctionName: `${FunctionName}-unknown`,
    ...weights({ '2': 0.5 }),
  })
  await create('create_alias_empty_routingconfig', {
    Name: 'custom-empty-routingconfig',
    RoutingConfig: {},
  })
  await create('create_alias_response', weights({ '2': 0.5 }))
  await create('routing_config_exc_already_exist', weights({ '2': 0.5 }))
  const get = new GetAliasCommand({ FunctionName, Name: 'non-existent' })
  await note('alias_does_not_exist_esc', lambda.send(get))
}

export const permissionsOfVersions: Requests = async shop => {
  const { lambda, note, usual } = shop
  const FunctionName = await usual()
  const { add, get } = await permissions(shop, FunctionName)
  await add('add_permission')
  await get('get_policy')
  await note('publish_version_result', lambda.send(new PublishVersionCommand({ FunctionName })))
  await note(
    'get_function_result_after_publishing',
    lambda.send(new GetFunctionCommand({ FunctionName })),
  )
  await get('get_policy_after_publishing_latest')
  await get('get_policy_after_publishing_new_version', '1')
  await lambda.send(permissionOf(FunctionName, { Qualifier: '1' }))
  await get('get_policy_version', '1')
  const Name = 'permission-alias'
  const alias = new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '1' })
  await note('create_alias_response', lambda.send(alias))
  await note('get_alias', lambda.send(new GetAliasCommand({ FunctionName, Name })))
  await add('add_permission_alias_revision_exception', { Qualifier: Name, RevisionId: 'wrong' })
  await lambda.send(permissionOf(FunctionName, { Qualifier: Name }))
  await get('get_policy_alias', Name)
  await get('get_policy_after_adding_to_new_version')
  await lambda.send(permissionOf(FunctionName, { StatementId: 's3_2' }))
  await get('get_policy_after_adding_2')
}
