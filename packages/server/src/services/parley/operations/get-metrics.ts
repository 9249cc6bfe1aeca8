import { check } from '../../../operation/check.ts'
import { parley } from '../../../wire/models/own/parley.ts'
import { operation } from '../context.ts'
import { deliveryMetrics, processMetrics, prometheusText } from '../metrics.ts'

/** The server's figures in the text format of Prometheus. */
export const getMetrics = operation(parley.GetMetrics, {
  readOnly: true,
  authorize: (_, { operatorAccount }) =>
    check('parley:GetMetrics', {
      arns: [`arn:aws:parley::${operatorAccount}:metrics`],
      account: operatorAccount,
    }),

  async handle(_, { documents }) {
    const text = prometheusText([...processMetrics(), ...(await deliveryMetrics(documents))])
    return { contentType: 'text/plain; version=0.0.4', body: Buffer.from(text) }
  },
})
