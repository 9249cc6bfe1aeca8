import { isLogsType } from '../../../collector/checks.ts'
import { checkpointText, parseCheckpoint } from '../../../collector/ingest/checkpoint.ts'
import { type CollectorAccount, takenKey } from '../../../collector/records.ts'
import { SourceFailure } from '../../../collector/source.ts'
import {
  BadRequestException,
  collector,
  LimitExceededException,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, getLogAccount } from '../accounts.ts'
import { type CollectorContext, operation } from '../context.ts'

/** Takes lines as they are sent: JSON, one value a line, or another type of logs (spec/surroundings.md §14.2). */
export const ingestBulk = operation(collector.IngestBulk, {
  dataEvent: true,
  authorize: (input, context) => accountCheck('IngestBulk', input, context),

  async handle({ body = new Uint8Array(), type = 'json', accountId }, context) {
    const account = await getLogAccount({ accountId }, context)
    const day = new Date(context.clock.now()).toISOString().slice(0, 10)
    const taken = takenKey(account.id, day)
    if ((await context.documents.counter(taken)) >= account.dailyQuotaBytes) {
      throw LimitExceededException(
        `the account took in its ${account.dailyQuotaBytes} bytes of ${day}`,
      )
    }
    const accepted = await store(body, type, account, context).catch(full)
    await context.documents.commit([{ type: 'add', key: taken, amount: body.length }])
    return { accepted }
  },
})

/** Nothing more is taken while the archive takes nothing. */
function full(error: unknown): never {
  if (error instanceof SourceFailure) throw LimitExceededException(error.message, { cause: error })
  throw error
}

/** A request that runs again goes on behind what it stored the first time. */
async function store(
  body: Uint8Array,
  type: string,
  account: CollectorAccount,
  { clock, requestId, openLines, ...context }: CollectorContext,
): Promise<number> {
  const [lines, spool] = await Promise.all([context.lines(), context.spoolOf(account.id)])
  const key = `bulk\n${requestId}`
  const now = clock.now()
  const source = { type, connector: 'bulk', object: key, receivedAt: now, defaultTime: now }
  let previous = await lines.checkpoint(account.id, key)
  const from = parseCheckpoint(previous)?.at
  let accepted = from?.lines ?? 0
  const options = {
    format: isLogsType(type) ? type : 'json',
    key: '',
    ...(from && { from }),
  } as const
  for await (const batch of openLines(bytesOf(body), options)) {
    const firstLine = batch.checkpoint.lines - batch.lines.length
    const value = checkpointText({ at: batch.checkpoint })
    if (batch.lines.length > 0) {
      await spool?.({ accountId: account.id, source, key: '', firstLine, lines: batch.lines })
      const checkpoint = { key, value, previous }
      await lines.ingest(account.id, { lines: batch.lines, source, firstLine, checkpoint })
      previous = value
    }
    accepted = batch.checkpoint.lines
    if (batch.end?.kind === 'broken') {
      throw BadRequestException(`${accepted} lines were taken, then: ${batch.end.reason}`)
    }
  }
  await lines.forget(account.id, [key])
  return accepted
}

async function* bytesOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body
}
