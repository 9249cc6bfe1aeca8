import { lambda } from '../../../wire/models/lambda.ts'
import { functionCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { invokeFunction } from '../invoke.ts'
import { named } from '../names.ts'

/** Runs a function. The action is `lambda:InvokeFunction`; there is no `lambda:Invoke`. */
export const invoke = operation(lambda.Invoke, {
  dataEvent: true,
  authorize: ({ FunctionName, Qualifier }, context) =>
    functionCheck('lambda:InvokeFunction', named(FunctionName, Qualifier, context), context),
  handle: (input, context) =>
    invokeFunction(input, named(input.FunctionName, input.Qualifier, context), context),
})
