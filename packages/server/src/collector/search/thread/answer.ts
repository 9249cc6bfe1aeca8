import { never } from '../../../kernel/errors.ts'
import { facets, histogram, stats } from '../engine/aggregate.ts'
import type { Engine } from '../engine/engine.ts'
import { searchLines } from '../engine/search-lines.ts'
import { startTurns } from '../engine/turns.ts'
import { planQuery } from '../query/plan.ts'
import type { Call } from './calls.ts'

/** What the call asks for; each kind of call has its type of answer. */
export async function answer(engine: Engine, call: Call, signal: AbortSignal): Promise<unknown> {
  const { shelf } = engine
  switch (call.kind) {
    case 'write':
      return engine.write(call.order)
    case 'checkpoint':
      return engine.checkpoint(call.account, call.key)
    case 'forget':
      return engine.forget(call.account, call.keys)
    case 'estimate':
      return engine.estimate(call.account, call.window)
    case 'release':
      return engine.release(call.account, call.before)
    case 'retain':
      return engine.retain(call.account, call.day)
    case 'drop':
      return engine.drop(call.account)
    case 'search':
      return searchLines(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'histogram':
      return histogram(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'facets':
      return facets(shelf, orderOf(call), startTurns({ ...call, signal }))
    case 'stats':
      return stats(shelf, orderOf(call), startTurns({ ...call, signal }))
    default:
      return never(call)
  }
}

function orderOf<T extends { readonly query: Parameters<typeof planQuery>[0] }>({
  account,
  request,
}: {
  readonly account: string
  readonly request: T
}) {
  const { query, ...rest } = request
  return { ...rest, account, plan: planQuery(query) }
}
