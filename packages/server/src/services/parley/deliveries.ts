import { isAudio, type LogDestination } from '../../outbox/conversation-log.ts'
import { type Delivery, isParked } from '../../outbox/deliveries.ts'
import type { Delivery as DeliveryOutput, DeliveryStatus } from '../../wire/models/own/parley.ts'

/** Parked after a failure, waiting for its turn, or idle with nothing but dropped entries to tell of. */
export function statusOf({ trouble, waiting }: Delivery): DeliveryStatus {
  if (isParked(trouble)) return 'parked'
  return waiting > 0 ? 'waiting' : 'idle'
}

/** Where the entries go, as a person reads it. */
function placeOf(destination: LogDestination): string {
  const { resourcePrefix } = destination
  return isAudio(destination)
    ? `${destination.bucketArn} (objects ${resourcePrefix}…)`
    : `${destination.logGroupArn.replace(/:\*$/, '')} (streams ${resourcePrefix}…)`
}

export function deliveryOutput(delivery: Delivery): DeliveryOutput {
  const { id, destination, waiting, oldestAt, trouble } = delivery
  const { region, account, botName, botAlias, botVersion } = destination
  const parked = isParked(trouble)
  return {
    deliveryId: id,
    status: statusOf(delivery),
    destination: placeOf(destination),
    roleArn: destination.roleArn,
    source: `arn:aws:lex:${region}:${account}:bot:${botName}:${botAlias} (version ${botVersion})`,
    waiting,
    attempts: trouble?.attempts ?? 0,
    oldestAt,
    nextAttemptAt: parked ? trouble?.nextAttemptAt : undefined,
    reason: parked ? trouble?.reason : undefined,
    requestId: parked ? trouble?.requestId : undefined,
    dropped: trouble?.dropped ?? 0,
    droppedReason: trouble?.droppedReason,
  }
}
