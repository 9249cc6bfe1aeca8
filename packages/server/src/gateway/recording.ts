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
import { accountsOf, type Call, recordOf, rememberedOf } from './call.ts'

/** What one attempt at a request leaves in the audit trail: one record, whatever the outcome. */
export interface Recording {
  /** The writes that go with the first commit of a change, so that there is no change without its record. */
  beside(): readonly Write[] | Promise<readonly Write[]>
  /** Whether that commit happened. */
  ended(isCommitted: boolean): void
  /** Resolves once what was done is durable where it must be, before anybody learns of it: else no promise. */
  done(output: unknown): Promise<void> | undefined
  failed(outcome: Outcome): Promise<void>
}

export interface Recorded {
  readonly call: Call
  readonly operation: Pick<AnyOperation, 'readOnly' | 'dataEvent'>
}

const DONE: Outcome = { kind: 'done' }
const NO_WRITES: readonly Write[] = []

export function createRecording({ call, operation }: Recorded, audit: Audit): Recording {
  const readOnly = operation.readOnly ?? false
  const keep: Keep = operation.dataEvent ? 'trails' : 'history'
  /** The record goes with a commit. */
  let offered: { readonly isSelected: boolean } | undefined
  /** That commit happened. */
  let isRecorded = false
  const offer = async () => {
    const { writes, isSelected } = await audit.besides(recordOf(call, DONE, false), keep)
    offered = { isSelected }
    return writes
  }
  const isWithTrails = () => isRecorded && offered?.isSelected === true
  return {
    beside() {
      if (offered) return NO_WRITES
      offered = { isSelected: false }
      const isKept = keep === 'history' || audit.isWatched(accountsOf(call, DONE))
      if (typeof isKept === 'boolean') return isKept ? offer() : NO_WRITES
      return isKept.then(isWatched => (isWatched ? offer() : NO_WRITES))
    },
    ended(isCommitted) {
      if (isCommitted) isRecorded = true
      // A handler may try another commit.
      else offered = undefined
    },
    done(output) {
      const whole = () =>
        recordOf(call, DONE, readOnly, readOnly ? undefined : responseOf(call, output))
      if (isRecorded && keep === 'history') {
        return isWithTrails() ? audit.complete(whole()) : undefined
      }
      return audit.remember(rememberedOf(call, DONE, readOnly), isWithTrails() ? undefined : whole)
    },
    async failed(outcome) {
      if (outcome.kind === 'denied') return audit.append(recordOf(call, outcome, readOnly))
      const remembered = rememberedOf(call, outcome, readOnly)
      await audit.remember(remembered, isWithTrails() ? undefined : remembered.make)
    },
  }
}

/** A question without effect is no event, but can be explained. */
export function rememberQuestion({ call, operation }: Recorded, audit: Audit): void {
  void audit.remember(rememberedOf(call, DONE, operation.readOnly ?? false), undefined)
}

/** What a change answered, as events tell it; those on data leave it out. */
function responseOf({ service, operation }: Call, output: unknown): Json | undefined {
  if (output === undefined || dataTypeOf({ service, operation }) !== undefined) return undefined
  return withoutSecrets(redactOutput(loadModel(service), operation, output as Fields))
}
