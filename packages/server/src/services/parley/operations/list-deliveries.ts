import { check } from '../../../operation/check.ts'
import { type Delivery, findDelivery, listQueues } from '../../../outbox/deliveries.ts'
import { parley } from '../../../wire/models/own/parley.ts'
import { operation, type ParleyContext } from '../context.ts'
import { deliveryOutput, statusOf } from '../deliveries.ts'
import { LIMITS } from '../limits.ts'
import { afterOf, pageToken } from '../page-tokens.ts'

/** Conversation logs of the account that are not delivered yet, or never will be, and why. */
export const listDeliveries = operation(parley.ListDeliveries, {
  readOnly: true,
  authorize: (_, { account, region }) =>
    check('parley:ListDeliveries', `arn:aws:parley:${region}:${account}:delivery/*`),

  async handle({ status, nextToken, maxResults = LIMITS.pageSize }, context) {
    const page = await looked(afterOf(nextToken), context)
    const fitting = page.deliveries.filter(delivery => {
      const is = statusOf(delivery)
      if (status !== undefined) return is === status
      return is !== 'idle' || (delivery.trouble?.dropped ?? 0) > 0
    })
    const shown = fitting.slice(0, maxResults)
    const last = fitting.length > maxResults ? shown.at(-1)?.id : page.last
    return {
      deliveries: shown.map(deliveryOutput),
      nextToken: last === undefined ? undefined : pageToken(last),
    }
  },
})

/** A bounded number of queues; `last` is where the next call goes on. */
async function looked(
  after: string | undefined,
  { account, documents }: ParleyContext,
): Promise<{ deliveries: readonly Delivery[]; last: string | undefined }> {
  const { ids, isLast } = await listQueues(
    account,
    { after, limit: LIMITS.queuesPerPage },
    documents,
  )
  const found = await Promise.all(ids.map(id => findDelivery(account, id, documents)))
  return {
    deliveries: found.filter(delivery => delivery !== undefined),
    last: isLast ? undefined : ids.at(-1),
  }
}
