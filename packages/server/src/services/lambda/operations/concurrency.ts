import { CommitConflict } from '../../../store/store.ts'
import { InvalidParameterValueException, lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { type LambdaContext, operation } from '../context.ts'
import { functionNotFound, invalid } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { type FunctionName, functionArn, LATEST, named } from '../names.ts'
import { countKey, functionKey, type LambdaFunction, putRecord, recordOf } from '../records.ts'

/** Keeps executions for a function, and holds it to them; none at all stops it. */
export const putFunctionConcurrency = operation(lambda.PutFunctionConcurrency, {
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:PutFunctionConcurrency', whole(FunctionName, context), context),

  async handle({ FunctionName, ReservedConcurrentExecutions: reserved }, context) {
    const fn = await find(whole(FunctionName, context), context)
    await reserve(fn, reserved, context)
    return { ReservedConcurrentExecutions: reserved }
  },
})

export const getFunctionConcurrency = operation(lambda.GetFunctionConcurrency, {
  readOnly: true,
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:GetFunctionConcurrency', whole(FunctionName, context), context),

  async handle({ FunctionName }, context) {
    const name = whole(FunctionName, context)
    const fn = recordOf<LambdaFunction>(await context.documents.get(functionKey(name)))
    if (!fn) throw functionNotFound(functionArn(name))
    return { ReservedConcurrentExecutions: fn.reserved }
  },
})

export const deleteFunctionConcurrency = operation(lambda.DeleteFunctionConcurrency, {
  authorize: ({ FunctionName }, context) =>
    functionCheck('lambda:DeleteFunctionConcurrency', whole(FunctionName, context), context),

  async handle({ FunctionName }, context) {
    await reserve(await find(whole(FunctionName, context), context), undefined, context)
  },
})

async function reserve(
  fn: LambdaFunction,
  reserved: number | undefined,
  { documents }: LambdaContext,
): Promise<void> {
  const { reserved: before = 0, ...rest } = fn
  const after = reserved === undefined ? rest : { ...rest, reserved }
  const key = countKey(fn, 'reserved')
  const max = LIMITS.concurrency - LIMITS.unreservedConcurrency
  try {
    await documents.commit([
      putRecord(functionKey(fn), after),
      { type: 'add', key, amount: (reserved ?? 0) - before, max },
    ])
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.key !== key) throw error
    throw InvalidParameterValueException(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LIMITS.unreservedConcurrency}].`,
    )
  }
}

/** These operations name `$LATEST` when there is no such function, as recorded. */
async function find(name: FunctionName, { documents }: LambdaContext): Promise<LambdaFunction> {
  const fn = recordOf<LambdaFunction>(await documents.get(functionKey(name)))
  if (!fn) throw functionNotFound(`${functionArn(name)}:${LATEST}`)
  return fn
}

/** @throws InvalidParameterValueException for an alias or a version */
function whole(text: string, context: LambdaContext): FunctionName {
  const name = named(text, undefined, context)
  if (name.qualifier === undefined) return name
  throw invalid(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  )
}
