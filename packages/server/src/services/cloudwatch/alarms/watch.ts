import { setImmediate } from 'node:timers/promises'
import type { JobHandler } from '../../../jobs/job.ts'
import { scheduleJob } from '../../../jobs/runner.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Random } from '../../../kernel/random.ts'
import type { Document, Key, Store, Write } from '../../../store/store.ts'
import type { Scope } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { unlessChanged } from '../points/settle.ts'
import { percentOf } from '../statistics.ts'
import { evaluate, PERIODS_BEYOND, type Slot, type Verdict } from './evaluation.ts'
import { reasonData, reasonOf, ruleOf } from './reasons.ts'
import { type Alarm, alarmOf, alarmsOf } from './records.ts'
import { isFine, periodOf, slotsOf } from './slots.ts'
import { type NewState, transitionWrites } from './transition.ts'

export const WATCH_JOB = 'cloudwatch-alarms'

const TICK_MS = 10_000
const MINUTE_MS = 60_000

/**
 * The job that evaluates the alarms of one account in one region, for the commit of an alarm. It is due with the
 * next ten seconds, however often it is asked for, and ends when there are no alarms.
 */
export const watchWrite = ({ account, region }: Scope, now: number): Write =>
  scheduleJob({
    kind: WATCH_JOB,
    id: `${account}/${region}`,
    runAt: nextTick(now, TICK_MS),
    payload: { account, region },
  })

export interface WatchParts {
  readonly store: Pick<Store, 'range' | 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/** Alarms with periods of a minute or more are looked at each minute, finer ones each ten seconds. */
export function watchHandler(parts: WatchParts): JobHandler {
  const { store, clock } = parts
  /** The last minute that this process evaluated, by scope. */
  const minutes = new Map<string, number>()
  /** Where an evaluation was stopped: alarms that are put all the time must not keep the later ones from it. */
  const stopped = new Map<string, { readonly minute: number; readonly at: Key }>()
  return async ({ id, payload }, { signal }) => {
    const scope = payload as unknown as Scope
    const now = clock.now()
    const minute = Math.floor((now - LIMITS.alarmLagMs) / MINUTE_MS)
    const isNewMinute = minutes.get(id) !== minute
    let [alarms, fine] = [0, 0]
    const [first, last] = alarmsOf(scope)
    const before = stopped.get(id)
    const resumed = before?.minute === minute ? before.at : undefined
    for (let next: Key | undefined = resumed ?? first; next !== undefined; ) {
      const page = await store.range(next, last)
      for (const document of page.documents) {
        stopped.set(id, { minute, at: document.key })
        signal.throwIfAborted()
        const alarm = alarmOf(document)
        alarms++
        if (isFine(alarm)) fine++
        if (isNewMinute || isFine(alarm)) await look(alarm, document, now, parts)
        // Reading alone lets nobody else have a turn.
        await setImmediate()
      }
      next = page.next
    }
    stopped.delete(id)
    minutes.set(id, minute)
    if (alarms === 0 && !resumed) return { kind: 'done' }
    const step = fine > 0 || resumed ? TICK_MS : MINUTE_MS
    return { kind: 'again', runAt: nextTick(clock.now(), step) }
  }
}

/** The first full step after now, and a little, so that what was measured before it has come. */
function nextTick(now: number, stepMs: number): number {
  const last = now - LIMITS.alarmLagMs
  return last - (last % stepMs) + stepMs + LIMITS.alarmLagMs
}

async function look(
  alarm: Alarm,
  document: Document,
  now: number,
  { store, random }: WatchParts,
): Promise<void> {
  const state = await stateOf(alarm, now, store)
  if (!state || state.value === alarm.state.value) return
  await unlessChanged(store, [
    { type: 'expect', key: document.key, revision: document.revision },
    ...transitionWrites(alarm, state, now, random.uuid),
  ])
}

/** The state that an alarm should have; undefined when there is nothing to tell it from. */
async function stateOf(
  alarm: Alarm,
  now: number,
  store: WatchParts['store'],
): Promise<NewState | undefined> {
  try {
    const verdict = evaluate(await rangeOf(alarm, now, store), ruleOf(alarm))
    if (verdict.state === 'keep' || isVague(alarm, verdict)) return undefined
    return {
      value: verdict.state,
      reason: reasonOf(verdict, ruleOf(alarm)),
      reasonData: reasonData(alarm, verdict, now),
    }
  } catch (error) {
    // Its expression cannot be computed: no other alarm waits for it.
    if (!(error instanceof ServiceError)) throw error
    return { value: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${error.message}` }
  }
}

/** A percentile of too few values says little, and the alarm may be told to ignore it then. */
function isVague(
  { watches, evaluateLowSampleCountPercentile: low }: Alarm,
  verdict: Verdict,
): boolean {
  if (low !== 'ignore' || watches.kind !== 'metric') return false
  const percent = percentOf(watches.extendedStatistic ?? '')
  if (percent === undefined) return false
  // As the guide counts: ten values beyond the percentile, on its rarer side.
  const needed = 10 / Math.min(percent / 100, 1 - percent / 100)
  return verdict.evaluated.some(({ sampleCount = needed }) => sampleCount < needed)
}

/** Complete periods alone: one that goes on could still become anything. */
function rangeOf(alarm: Alarm, now: number, store: WatchParts['store']): Promise<readonly Slot[]> {
  const step = periodOf(alarm) * 1000
  const last = now - LIMITS.alarmLagMs
  const to = last - (last % step)
  const from = to - (alarm.evaluationPeriods + PERIODS_BEYOND) * step
  return slotsOf(alarm, { from, to, now }, store)
}
