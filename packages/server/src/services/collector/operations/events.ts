import { eventsLog } from '../../../collector/records.ts'
import { BadRequestException, collector } from '../../../wire/models/own/collector.ts'
import { accountCheck, getAccount } from '../accounts.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'

interface StoredEvent {
  readonly time: number
  readonly action: string
  readonly target: string
  readonly by: string
  readonly requestId: string
}

/** Who changed what in an account, newest first (spec/surroundings.md §14.2). */
export const listCollectorEvents = operation(collector.ListCollectorEvents, {
  readOnly: true,
  authorize: (input, context) => accountCheck('ListEvents', input, context),

  async handle({ nextToken, maxResults = LIMITS.pageSize, ...input }, context) {
    const account = await getAccount(input, context)
    const entries = await context.documents.readLog(eventsLog(account.id), {
      reverse: true,
      limit: maxResults + 1,
      ...(nextToken !== undefined && { to: positionOf(nextToken) }),
    })
    const shown = entries.slice(0, maxResults)
    const last = entries.length > maxResults ? shown.at(-1) : undefined
    return {
      // The store's border: entries are written by `eventWrite` alone.
      events: shown.map(({ value }) => value as unknown as StoredEvent),
      nextToken: last && String(last.position),
    }
  },
})

function positionOf(token: string): number {
  if (/^\d{1,15}$/.test(token)) return Number(token)
  throw BadRequestException('nextToken is none that this operation gave')
}
