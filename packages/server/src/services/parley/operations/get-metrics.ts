import { check } from '../../../operation/check.ts'
import { parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'

/** The server's figures in the text format of Prometheus. */
export const getMetrics = operation(parley.GetMetrics, {
  readOnly: true,
  authorize: (_, { operatorAccount }) =>
    check('parley:GetMetrics', {
      arns: [`arn:aws:parley::${operatorAccount}:metrics`],
      account: operatorAccount,
    }),

  async handle(_, { figures }) {
    return { contentType: 'text/plain; version=0.0.4', body: Buffer.from(await figures()) }
  },
})
