import { parseArn } from '../kernel/arn.ts'
import { assert, ServiceError } from '../kernel/errors.ts'
import { type ConversationLogDestination, queueId } from '../outbox/conversation-log.ts'
import type { ActingAs, CallOptions, Calls } from '../wire/calls.ts'
import { logs, type PutLogEventsResponse } from '../wire/models/logs.ts'
import {
  isStaleText,
  type RoleParts,
  type Step,
  type Where,
  type Written,
  writeAsRole,
} from './as-role.ts'
import type { Batch } from './batch.ts'
import { LIMITS } from './limits.ts'

/** Writes one batch of conversation log entries as the destination's role. */
export type WriteBatch = (destination: ConversationLogDestination, batch: Batch) => Promise<Written>

/**
 * CreateLogStream is decided again before each batch, though it is only called for a stream that is not known to
 * exist: what is missing shows at once, not at the next midnight (spec/surroundings.md §12).
 */
export function createBatchWriter(parts: RoleParts): WriteBatch {
  const known = new Set<string>()
  return (destination, batch) => {
    const target = targetOf(destination, batch)
    const { where } = target
    const reasonOf = (error: ServiceError) => reasonIn(error, target)
    const write = (as: ActingAs, step: Step) =>
      writeAs(as, { target, step, batch, known }, parts.calls)
    return writeAsRole(destination, { where, write, reasonOf }, parts)
  }
}

interface Target {
  readonly where: Where
  readonly group: string
  readonly stream: string
}

interface Work {
  readonly target: Target
  readonly step: Step
  readonly batch: Batch
  /** Streams that were created or found, so that they are not asked for again. */
  readonly known: Set<string>
}

async function writeAs(as: ActingAs, work: Work, calls: Calls): Promise<Written> {
  const { target, step, batch, known } = work
  const { group: logGroupName, stream: logStreamName, where } = target
  const name = JSON.stringify([where, logGroupName, logStreamName])
  const input = { logGroupName, logStreamName }
  const events = { ...input, logEvents: batch.events }
  const asked = step()
  const mayCreate = await calls.wouldAllow(logs.CreateLogStream, input, as, asked)
  if (!mayCreate.allowed) {
    if (isStaleText(mayCreate.reason)) throw new ServiceError('ExpiredToken', mayCreate.reason)
    // Whoever repairs the role should learn at once of everything that it lacks.
    const mayPut = await calls.wouldAllow(logs.PutLogEvents, events, as, step())
    const reasons = [mayCreate, mayPut].filter(({ allowed }) => !allowed)
    const reason = reasons.map(({ reason = 'not allowed' }) => reason).join('; ')
    return { kind: 'failed', reason, requestId: asked.requestId }
  }
  const put = () => calls.call(logs.PutLogEvents, events, as, step())
  const create = async () => {
    await createStream(input, as, step(), calls)
    if (known.size >= LIMITS.knownStreams) known.clear()
    known.add(name)
  }
  if (!known.has(name)) await create()
  const answer = await put().catch(async error => {
    if (!isMissing(error)) throw error
    // Somebody deleted the stream, or the group with it: a new stream, but never a new group.
    known.delete(name)
    await create()
    return put()
  })
  return { kind: 'written', rejected: rejectedOf(answer, batch) }
}

async function createStream(
  input: { readonly logGroupName: string; readonly logStreamName: string },
  as: ActingAs,
  options: CallOptions,
  calls: Calls,
): Promise<void> {
  try {
    await calls.call(logs.CreateLogStream, input, as, options)
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceAlreadyExistsException') return
    throw error
  }
}

/** Stream `{prefix}{day}/{shard}`: destinations that share a prefix have shards of their own. */
function targetOf(destination: ConversationLogDestination, { day }: Batch): Target {
  const { logGroupArn, resourcePrefix } = destination
  const arn = parseArn(logGroupArn)
  assert(arn, 'the destination of text is the ARN of a log group')
  const group = arn.resource.slice('log-group:'.length).replace(/:\*$/, '')
  const shard = queueId(destination).slice(0, 8)
  return {
    where: { account: arn.account, region: arn.region },
    group,
    stream: `${resourcePrefix}${day}/${shard}`,
  }
}

function rejectedOf({ rejectedLogEventsInfo }: PutLogEventsResponse, { events }: Batch): number {
  if (!rejectedLogEventsInfo) return 0
  const { tooNewLogEventStartIndex, tooOldLogEventEndIndex, expiredLogEventEndIndex } =
    rejectedLogEventsInfo
  const old = Math.max(tooOldLogEventEndIndex ?? 0, expiredLogEventEndIndex ?? 0)
  return old + events.length - (tooNewLogEventStartIndex ?? events.length)
}

/** A denial names everything by itself; other refusals are put beside what they are about. */
function reasonIn({ code, message }: ServiceError, { group, where }: Target): string {
  if (code.startsWith('AccessDenied')) return message
  return `${code}: ${message} (log group ${group} in ${where.region} of account ${where.account})`
}

const isMissing = (error: unknown) =>
  error instanceof ServiceError && error.code === 'ResourceNotFoundException'
