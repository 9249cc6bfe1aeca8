import type { Audit, Keep } from '../audit/audit.ts'
import { dataTypeOf } from '../audit/event-kinds.ts'
import type { Outcome } from '../audit/record.ts'
import { withoutSecrets } from '../audit/secrets.ts'
import type { Json } from '../kernel/json.ts'
import type { AnyOperation } from '../operation/operation.ts'
import type { Write } from '../store/store.ts'
import type { Fields } from '../wire/codecs/codec.ts'
import { loadModel } from '../wire/models/model.ts'
import { redactOutput } from '../wire/redact.ts'
import { aboutOf, type Call, recordOf, type Told, told } from './call.ts'

/** What one attempt at a request leaves in the audit trail: one record, whatever the outcome. */
export interface Recording {
  /** The writes that go with the first commit of a change, so that there is no change without its record. */
  beside(): Promise<readonly Write[]>
  /** Whether that commit happened. */
  ended(isCommitted: boolean): void
  /** Resolves once what was done is durable where it must be: before anybody learns of it. */
  done(output: unknown): Promise<void>
  failed(outcome: Outcome): Promise<void>
}

export interface Recorded {
  readonly call: Call
  readonly operation: Pick<AnyOperation, 'readOnly' | 'dataEvent'>
}

const DONE: Outcome = { kind: 'done' }

export function createRecording({ call, operation }: Recorded, audit: Audit): Recording {
  const readOnly = operation.readOnly ?? false
  const keep: Keep = operation.dataEvent ? 'trails' : 'history'
  /** The record goes with a commit. */
  let offered: { readonly isSelected: boolean } | undefined
  /** That commit happened. */
  let isRecorded = false
  const isWithTrails = () => isRecorded && offered?.isSelected === true
  return {
    async beside() {
      if (offered) return []
      offered = { isSelected: false }
      const { accounts } = aboutOf(call, DONE)
      if (keep === 'trails' && !(await audit.isWatched(accounts))) return []
      const { writes, isSelected } = await audit.besides(recordOf(call, DONE, false), keep)
      offered = { isSelected }
      return writes
    },
    ended(isCommitted) {
      if (isCommitted) isRecorded = true
      // A handler may try another commit.
      else offered = undefined
    },
    async done(output) {
      const whole = () =>
        recordOf(call, DONE, readOnly, readOnly ? undefined : responseOf(call, output))
      if (isRecorded && keep === 'history') {
        if (isWithTrails()) await audit.complete(whole())
        return
      }
      const about = { ...aboutOf(call, DONE), mayQueue: !isWithTrails(), whole }
      await audit.remember(about, remembered(told(call), DONE, readOnly))
    },
    async failed(outcome) {
      const make = remembered(told(call), outcome, readOnly)
      if (outcome.kind === 'denied') await audit.append(make())
      else await audit.remember({ ...aboutOf(call, outcome), mayQueue: !isWithTrails() }, make)
    },
  }
}

/** A question without effect is no event, but can be explained. */
export function rememberQuestion({ call, operation }: Recorded, audit: Audit): void {
  const about = { ...aboutOf(call, DONE), mayQueue: false }
  void audit.remember(about, remembered(told(call), DONE, operation.readOnly ?? false))
}

/** Made here, so that it holds on to what it tells and to nothing else of the request. */
const remembered = (call: Told, outcome: Outcome, readOnly: boolean) => () =>
  recordOf(call, outcome, readOnly)

/** What a change answered, as events tell it; those on data leave it out. */
function responseOf({ service, operation }: Call, output: unknown): Json | undefined {
  if (output === undefined || dataTypeOf({ service, operation }) !== undefined) return undefined
  return withoutSecrets(redactOutput(loadModel(service), operation, output as Fields))
}
