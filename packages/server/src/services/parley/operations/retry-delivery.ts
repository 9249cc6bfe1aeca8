import { check } from '../../../operation/check.ts'
import { findDelivery, isParked, retryWrite } from '../../../outbox/deliveries.ts'
import { NotFoundException, parley } from '../../../wire/models/own/parley.ts'
import { operation, type ParleyContext } from '../context.ts'
import { deliveryOutput } from '../deliveries.ts'

/** Has a parked delivery tried again now; one that is not parked is on its way anyhow. */
export const retryDelivery = operation(parley.RetryDelivery, {
  authorize: ({ deliveryId }, { account, region }) =>
    check('parley:RetryDelivery', `arn:aws:parley:${region}:${account}:delivery/${deliveryId}`),

  async handle({ deliveryId }, context) {
    const { account, documents, clock } = context
    const delivery = await known(deliveryId, context)
    const { trouble } = delivery
    if (!trouble || !isParked(trouble)) return { delivery: deliveryOutput(delivery) }
    await documents.commit([retryWrite(account, deliveryId, trouble, clock.now())])
    return { delivery: deliveryOutput(await known(deliveryId, context)) }
  },
})

async function known(id: string, { account, documents }: ParleyContext) {
  const delivery = await findDelivery(account, id, documents)
  if (!delivery) throw NotFoundException(`there is no delivery ${id}`)
  return delivery
}
