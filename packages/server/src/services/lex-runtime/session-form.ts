import type { LastAction, OpenIntent, RecentIntent, Session, Slots } from '../../dialog/session.ts'
import type { StoredSession } from './sessions.ts'

/**
 * A session as its document holds it. Every turn writes and reads one, so members stand in places instead of under
 * their names, and slots that it holds several times stand there once: half the text (docs/decisions/session-form.md).
 * INVARIANT: a place never comes to mean something else; what is new stands behind what there was.
 */
export type PackedSession = readonly [
  alias: string,
  botVersion: string,
  build: string,
  log: StoredSession['log'],
  id: string,
  createdAt: number,
  expiresAt: number,
  attributes: Session['attributes'],
  contexts: Session['contexts'],
  phase: Session['phase'],
  clarifyCount: number,
  episodes: number,
  current: PackedIntent | null,
  recent: readonly PackedRecent[],
  lastAction: PackedAction | null,
]

export function packed({ alias, botVersion, build, log, session }: StoredSession): PackedSession {
  const { current, lastAction } = session
  return [
    alias,
    botVersion,
    build,
    log,
    session.id,
    session.createdAt,
    session.expiresAt,
    session.attributes,
    session.contexts,
    session.phase,
    session.clarifyCount,
    session.episodes,
    current && packedIntent(current),
    session.recent.map(entry => packedRecent(entry, current)),
    lastAction && packedAction(lastAction, current),
  ]
}

// By number: taking arrays apart by pattern makes an object for each place.
export function unpacked(at: PackedSession): StoredSession {
  const current = at[12] && unpackedIntent(at[12])
  const session: Session = {
    id: at[4],
    createdAt: at[5],
    expiresAt: at[6],
    attributes: at[7],
    contexts: at[8],
    recent: at[13].map(entry => unpackedRecent(entry, current)),
    current,
    phase: at[9],
    clarifyCount: at[10],
    episodes: at[11],
    lastAction: at[14] && unpackedAction(at[14], current),
  }
  return { alias: at[0], botVersion: at[1], build: at[2], log: at[3], session }
}

type PackedIntent = readonly [
  intent: string,
  episode: number,
  slots: Slots,
  slotDetails: OpenIntent['slotDetails'],
  confirmationStatus: OpenIntent['confirmationStatus'],
  slotToElicit: string | null,
  slotAttempts: number,
  confirmAttempts: number,
  followUpAttempts: number,
  override: OpenIntent['override'],
]

const packedIntent = (open: OpenIntent): PackedIntent => [
  open.intent,
  open.episode,
  open.slots,
  open.slotDetails,
  open.confirmationStatus,
  open.slotToElicit,
  open.attempts.slot,
  open.attempts.confirm,
  open.attempts.followUp,
  open.override,
]

const unpackedIntent = (at: PackedIntent): OpenIntent => ({
  intent: at[0],
  episode: at[1],
  slots: at[2],
  slotDetails: at[3],
  confirmationStatus: at[4],
  slotToElicit: at[5],
  attempts: { slot: at[6], confirm: at[7], followUp: at[8] },
  override: at[9],
})

/** In place of slots: those of the open intent. */
const ITS_SLOTS = 0
type SharedSlots<S extends Slots | null> = S | typeof ITS_SLOTS

const shared = <S extends Slots | null>(slots: S, open: OpenIntent | null): SharedSlots<S> =>
  slots === open?.slots ? ITS_SLOTS : slots

const unshared = <S extends Slots | null>(slots: SharedSlots<S>, open: OpenIntent | null) =>
  slots === ITS_SLOTS ? (open?.slots ?? {}) : slots

type PackedRecent = readonly [
  intentName: string | null,
  checkpointLabel: string | null,
  slots: SharedSlots<Slots>,
  confirmationStatus: RecentIntent['confirmationStatus'],
  dialogActionType: RecentIntent['dialogActionType'],
  fulfillmentState: RecentIntent['fulfillmentState'],
  slotToElicit: string | null,
  episode: number,
]

const packedRecent = (entry: RecentIntent, open: OpenIntent | null): PackedRecent => [
  entry.intentName,
  entry.checkpointLabel,
  shared(entry.slots, open),
  entry.confirmationStatus,
  entry.dialogActionType,
  entry.fulfillmentState,
  entry.slotToElicit,
  entry.episode,
]

const unpackedRecent = (at: PackedRecent, open: OpenIntent | null): RecentIntent => ({
  intentName: at[0],
  checkpointLabel: at[1],
  slots: unshared(at[2], open),
  confirmationStatus: at[3],
  dialogActionType: at[4],
  fulfillmentState: at[5],
  slotToElicit: at[6],
  episode: at[7],
})

type PackedAction = readonly [
  type: LastAction['type'],
  intentName: string | null,
  slots: SharedSlots<Slots | null>,
  slotToElicit: string | null,
  fulfillmentState: LastAction['fulfillmentState'],
  message: string | null,
  messageFormat: LastAction['messageFormat'],
]

const packedAction = (action: LastAction, open: OpenIntent | null): PackedAction => [
  action.type,
  action.intentName,
  shared(action.slots, open),
  action.slotToElicit,
  action.fulfillmentState,
  action.message,
  action.messageFormat,
]

const unpackedAction = (at: PackedAction, open: OpenIntent | null): LastAction => ({
  type: at[0],
  intentName: at[1],
  slots: unshared(at[2], open),
  slotToElicit: at[3],
  fulfillmentState: at[4],
  message: at[5],
  messageFormat: at[6],
})
