import { check } from '../../../operation/check.ts'
import { lambda } from '../../../wire/models/lambda.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { countKey } from '../records.ts'

/** Quotas of the account in this region, and how much of them is in use. */
export const getAccountSettings = operation(lambda.GetAccountSettings, {
  readOnly: true,
  authorize: () => check('lambda:GetAccountSettings', 'any'),

  async handle(_input, context) {
    const { documents } = context
    const [functions, codeBytes, reserved] = await Promise.all(
      (['functions', 'code-bytes', 'reserved'] as const).map(what =>
        documents.counter(countKey(context, what)),
      ),
    )
    return {
      AccountLimit: {
        TotalCodeSize: LIMITS.codeStorageBytes,
        CodeSizeUnzipped: LIMITS.unzippedBytes,
        CodeSizeZipped: LIMITS.zippedBytes,
        ConcurrentExecutions: LIMITS.concurrency,
        UnreservedConcurrentExecutions: LIMITS.concurrency - (reserved ?? 0),
      },
      AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: functions },
    }
  },
})
