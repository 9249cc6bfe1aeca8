import { CommitConflict, type Store, type Write } from '../store/store.ts'
import {
  accountKey,
  type CollectorAccount,
  type Connector,
  type ConnectorState,
  connectorKey,
  newState,
  putRecord,
  recordOf,
  stateKey,
} from './records.ts'

/** A connector with what it belongs to, as a job finds it. */
export interface Loaded {
  readonly account: CollectorAccount
  readonly connector: Connector
  readonly state: ConnectorState
}

export async function loadConnector(
  { owner, accountId, id }: { owner: string; accountId: string; id: string },
  store: Pick<Store, 'getMany'>,
): Promise<Loaded | undefined> {
  const keys = [accountKey(owner, accountId), connectorKey(accountId, id), stateKey(id)]
  const [first, second, third] = await store.getMany(keys)
  const account = recordOf<CollectorAccount>(first)
  const connector = recordOf<Connector>(second)
  if (!account || !connector) return undefined
  return { account, connector, state: recordOf<ConnectorState>(third) ?? newState(0) }
}

/**
 * Changes what a job found out, in one commit with what belongs to it, whoever else changes it meanwhile. Nothing
 * happens when the connector was deleted. @throws CommitConflict for the other writes
 */
export async function changeState(
  connectorId: string,
  change: (state: ConnectorState) => ConnectorState,
  writes: readonly Write[],
  store: Pick<Store, 'get' | 'commit'>,
): Promise<void> {
  const key = stateKey(connectorId)
  for (;;) {
    const document = await store.get(key)
    const state = recordOf<ConnectorState>(document)
    if (!document || !state) return
    const { revision } = document
    try {
      await store.commit([
        { type: 'expect', key, revision },
        putRecord(key, change(state)),
        ...writes,
      ])
      return
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== key) throw error
    }
  }
}
