import { FORGET, forgetJob } from '../../../collector/job-kinds.ts'
import { LIMITS } from '../../../collector/limits.ts'
import {
  accountKey,
  type ConnectorState,
  connectorKey,
  newState,
  putRecord,
  recordOf,
  stateKey,
} from '../../../collector/records.ts'
import { cancelJob } from '../../../jobs/runner.ts'
import {
  BadRequestException,
  collector,
  LimitExceededException,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getAccount, getLogAccount } from '../accounts.ts'
import { assertConnected, checked, connectorsOf } from '../checking.ts'
import { connectorOf, connectorWrites, draft, stateOf, withPrevious } from '../connectors.ts'
import { operation } from '../context.ts'
import { bareList, connectorOutput } from '../outputs.ts'
import { assertOwnLegacyId, isSameScope, legacyCheck } from '../places.ts'

/** A new connector, saved once everything that must hold was seen to hold (spec/surroundings.md §14.3). */
export const createConnector = operation(collector.CreateConnector, {
  authorize: async (input, context) => [
    await accountCheck('CreateConnector', input, context, '/connector/*'),
    ...legacyCheck(input, context),
  ],

  async handle(input, context) {
    const { documents, clock, random } = context
    const account = await getLogAccount(input, context)
    if (account.connectors.length >= LIMITS.connectorsPerAccount) {
      const { connectorsPerAccount } = LIMITS
      throw LimitExceededException(`an account has at most ${connectorsPerAccount} connectors`)
    }
    await assertOwnLegacyId(input.legacyExternalId, account.id, context)
    const id = random.text(1, '123456789') + random.text(8, '0123456789')
    const connector = draft(input, { id, account }, context)
    const report = await checked(connector, account, context)
    assertConnected(report)
    const state = newState(clock.now())
    await documents.commit([
      { type: 'expect', key: connectorKey(account.id, id), revision: 'absent' },
      ...connectorWrites(connector, context),
      putRecord(stateKey(id), state),
      putRecord(accountKey(account.owner, account.id), {
        ...account,
        connectors: [...account.connectors, id],
      }),
      eventWrite(account.id, 'CreateConnector', `${connector.name} (${id})`, context),
    ])
    return connectorOutput(connector, account, state, { report, now: clock.now() })
  },
})

/** Replaced in place: what was fetched stays fetched as long as bucket and prefix stay (§14.9). */
export const updateConnector = operation(collector.UpdateConnector, {
  authorize: async (input, context) => [
    await accountCheck('UpdateConnector', input, context, `/connector/${input.id}`),
    ...legacyCheck(input, context),
  ],

  async handle(input, context) {
    const { documents, clock } = context
    const account = await getLogAccount(input, context)
    const before = await connectorOf(input.id, account, context)
    await assertOwnLegacyId(input.legacyExternalId, account.id, context)
    const connector = withPrevious(draft(input, { id: input.id, account, before }, context), before)
    const report = await checked(connector, account, context)
    assertConnected(report)
    const state = await stateOf(connector.id, context)
    const isSame = isSameScope(connector, before)
    const kept = state && isSame ? state : { ...newState(clock.now()), scope: state?.scope ?? '' }
    if (isSame && state?.resolved && connector.discovery !== before.discovery) {
      throw BadRequestException('how objects are found is settled once a connector has begun')
    }
    await documents.commit([
      ...connectorWrites(connector, context),
      putRecord(stateKey(connector.id), { ...kept, health: newState(clock.now()).health }),
      eventWrite(account.id, 'UpdateConnector', `${connector.name} (${connector.id})`, context),
    ])
    return connectorOutput(connector, account, kept, { report, now: clock.now() })
  },
})

export const getConnector = operation(collector.GetConnector, {
  readOnly: true,
  authorize: (input, context) =>
    accountCheck('GetConnector', input, context, `/connector/${input.id}`),

  async handle(input, context) {
    const account = await getAccount(input, context)
    const connector = await connectorOf(input.id, account, context)
    return connectorOutput(connector, account, await stateOf(connector.id, context), {
      now: context.clock.now(),
    })
  },
})

export const listConnectors = operation(collector.ListConnectors, {
  readOnly: true,
  authorize: (input, context) => accountCheck('ListConnectors', input, context, '/connector/*'),

  async handle(input, context) {
    const account = await getAccount(input, context)
    const all = await connectorsOf(account.id, context)
    const states = await context.documents.getMany(all.map(({ id }) => stateKey(id)))
    const now = context.clock.now()
    return bareList(
      all.map((connector, index) =>
        connectorOutput(connector, account, recordOf<ConnectorState>(states[index]), { now }),
      ),
    )
  },
})

/** Lines that it brought stay. */
export const deleteConnector = operation(collector.DeleteConnector, {
  authorize: (input, context) =>
    accountCheck('DeleteConnector', input, context, `/connector/${input.id}`),

  async handle(input, context) {
    const { documents, clock } = context
    const account = await getAccount(input, context)
    const { id, name } = await connectorOf(input.id, account, context)
    const connectors = account.connectors.filter(one => one !== id)
    await documents.commit([
      { type: 'delete', key: connectorKey(account.id, id) },
      { type: 'delete', key: stateKey(id) },
      putRecord(accountKey(account.owner, account.id), { ...account, connectors }),
      cancelJob('collector', id),
      forgetJob({ kind: FORGET, what: 'connector', id, accountId: account.id }, clock.now()),
      eventWrite(account.id, 'DeleteConnector', `${name} (${id})`, context),
    ])
  },
})
