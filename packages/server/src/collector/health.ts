import type { CheckReport } from './check-report.ts'
import { failureOf } from './check-report.ts'
import { checkConnector } from './checks.ts'
import type { CollectParts } from './collect-parts.ts'
import { entryOf } from './entry.ts'
import { newExternalId } from './external-ids.ts'
import { LIMITS } from './limits.ts'
import { type ConnectorState, eventsLog, type Health } from './records.ts'
import { SourceFailure } from './source.ts'
import { changeState, type Loaded } from './state.ts'

export interface Trouble {
  readonly code: string
  readonly reason: string
  /** It is no use, or no good, to try on. */
  readonly isFinal?: boolean
}

/** The checks of §14.3 once more; undefined when all that must hold does. */
export async function recheck(
  { account, connector }: Loaded,
  parts: CollectParts,
): Promise<Trouble | undefined> {
  const { settings, random, seal } = parts
  const report: CheckReport = await checkConnector(
    {
      errand: errandOf({ account, connector }),
      place: connector,
      logsType: connector.logsType,
      entry: entryOf(connector, account, seal),
      openRoles: settings.openRoles,
      others: [],
      wrongExternalId: newExternalId(settings.product, random),
    },
    parts,
  )
  const failure = failureOf(report)
  if (!failure) return undefined
  const { code = 'CHECK_FAILED', message = 'a check failed' } = failure
  return { code, reason: message, isFinal: code === 'EXTERNAL_ID_NOT_ENFORCED' }
}

export const errandOf = ({ account, connector }: Pick<Loaded, 'account' | 'connector'>) => {
  const { bucket, region, endpoint } = connector
  return { place: { bucket, region, endpoint }, accountId: account.id, owner: account.owner }
}

/** Whether the checks are to be made again. */
export const isRecheckDue = ({ health }: ConnectorState, now: number): boolean =>
  now - health.checkedAt >= LIMITS.recheckMs

/** Everything is well; told once when it was not. */
export async function recovered(
  { connector, state }: Loaded,
  parts: CollectParts,
  isChecked: boolean,
): Promise<void> {
  const now = parts.clock.now()
  const { health } = state
  if (health.state === 'ok' && health.code === undefined && !isChecked) return
  const ok: Health = {
    state: 'ok',
    since: health.state === 'ok' ? health.since : now,
    checkedAt: isChecked ? now : health.checkedAt,
    failures: 0,
  }
  await changeState(connector.id, before => ({ ...before, health: ok }), [], parts.store)
}

/**
 * Counts a failure of a connector: degraded at first, paused after several in a row, and everybody concerned is
 * told (spec/surroundings.md §14.3).
 * @returns when to try again
 */
export async function troubled(
  { account, connector, state }: Loaded,
  { code, reason, isFinal = false }: Trouble,
  parts: CollectParts,
): Promise<number> {
  const now = parts.clock.now()
  const failures = state.health.failures + 1
  const isPaused = isFinal || failures >= LIMITS.failuresBeforePause
  const next: Health = {
    state: isPaused ? 'paused' : 'degraded',
    code,
    reason,
    since: state.health.state === 'ok' ? now : state.health.since,
    checkedAt: now,
    failures,
  }
  const isNews = next.state !== state.health.state || next.code !== state.health.code
  if (isNews) parts.log.warn('a connector is in trouble', { connector: connector.id, ...next })
  const entry = {
    time: now,
    action: isPaused ? 'Paused' : 'Degraded',
    target: `${connector.name} (${connector.id}): ${code}`,
    by: 'collector',
    requestId: '',
  }
  await changeState(
    connector.id,
    before => ({ ...before, health: next }),
    isNews ? [{ type: 'append', log: eventsLog(account.id), entries: [entry] }] : [],
    parts.store,
  )
  const waitMs = connector.pollSeconds * 1000 * 2 ** Math.min(failures - 1, 10)
  return now + (isPaused ? LIMITS.recheckMs : Math.min(waitMs, LIMITS.recheckMs))
}

/** @throws what is no refusal of the other side */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof SourceFailure)) throw error
  return { code: error.code, reason: error.message }
}
