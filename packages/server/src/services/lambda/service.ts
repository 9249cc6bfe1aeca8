import { defineService, type Service } from '../../operation/operation.ts'
import type { LambdaContext } from './context.ts'
import { getAccountSettings } from './operations/account-settings.ts'
import {
  createAlias,
  deleteAlias,
  getAlias,
  listAliases,
  updateAlias,
} from './operations/aliases.ts'
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './operations/concurrency.ts'
import { createFunction } from './operations/create-function.ts'
import { deleteFunction } from './operations/delete-function.ts'
import { getFunction, getFunctionConfiguration } from './operations/get-function.ts'
import { getFunctionCode } from './operations/get-function-code.ts'
import { invoke } from './operations/invoke.ts'
import { listFunctions, listVersionsByFunction } from './operations/list-functions.ts'
import { addPermission, getPolicy, removePermission } from './operations/permissions.ts'
import { publishVersion } from './operations/publish-version.ts'
import { listTags, tagResource, untagResource } from './operations/tags.ts'
import { updateFunctionCode, updateFunctionConfiguration } from './operations/update-function.ts'

/** Lambda (spec/surroundings.md §4). */
export function lambdaService(
  parts: Pick<
    LambdaContext,
    'access' | 'blobs' | 'compiler' | 'seal' | 'execution' | 'hasEndpoints' | 'url'
  >,
): Service {
  return defineService<LambdaContext>({
    name: 'lambda',
    context: core => ({ ...core, ...parts }),
    operations: [
      createFunction,
      getFunction,
      getFunctionCode,
      getFunctionConfiguration,
      updateFunctionCode,
      updateFunctionConfiguration,
      listFunctions,
      deleteFunction,
      publishVersion,
      listVersionsByFunction,
      createAlias,
      getAlias,
      updateAlias,
      deleteAlias,
      listAliases,
      addPermission,
      removePermission,
      getPolicy,
      invoke,
      tagResource,
      untagResource,
      listTags,
      putFunctionConcurrency,
      getFunctionConcurrency,
      deleteFunctionConcurrency,
      getAccountSettings,
    ],
  })
}
