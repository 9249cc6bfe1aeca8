import { collectJob } from '../../../collector/job-kinds.ts'
import { type Connector, newState, putRecord, stateKey } from '../../../collector/records.ts'
import { rolePolicy, trustPolicy } from '../../../collector/role-policy.ts'
import { collector } from '../../../wire/models/own/collector.ts'
import { accountCheck, getAccount, getLogAccount } from '../accounts.ts'
import { checked } from '../checking.ts'
import { connectorOf, draft, stateOf } from '../connectors.ts'
import { type CollectorContext, operation } from '../context.ts'
import { reportOutput } from '../outputs.ts'
import { assertOwnLegacyId, legacyCheck } from '../places.ts'

/** What a customer copies into the trust policy of a role (spec/surroundings.md §14.2). */
export const getAssumeRoleDetails = operation(collector.GetAssumeRoleDetails, {
  readOnly: true,
  authorize: (input, context) => accountCheck('GetAssumeRoleDetails', input, context),

  async handle(input, context) {
    const { externalId } = await getAccount(input, context)
    const accountId = await context.collectorAccountId()
    return {
      logzioAWSAccountId: context.settings.foreignAccount ?? accountId,
      assignedExternalId: externalId,
      accountId,
      externalId,
    }
  },
})

/** The least that a role must allow, and the trust policy that lets us in and nobody in our name. */
export const generateRolePolicy = operation(collector.GenerateRolePolicy, {
  readOnly: true,
  authorize: (input, context) => accountCheck('GenerateRolePolicy', input, context),

  async handle(input, context) {
    const { bucket, prefix = '', kmsKeyArn, archive = false, narrow = false, endpoint } = input
    const { externalId } = await getAccount(input, context)
    const accountId = await trustedAccount(endpoint, context)
    return {
      rolePolicy: rolePolicy({ bucket, prefix, kmsKeyArn, archive, narrow }),
      trustPolicy: trustPolicy(accountId, externalId),
      logzioAWSAccountId: accountId,
      assignedExternalId: externalId,
    }
  },
})

/** The checks on save, without saving. */
export const testConnectorSettings = operation(collector.TestConnectorSettings, {
  // Nothing is stored; whom we called in its course is in the trail.
  dataEvent: true,
  authorize: async (input, context) => [
    await accountCheck('TestConnector', input, context, '/connector/*'),
    ...legacyCheck(input, context),
  ],

  async handle(input, context) {
    const account = await getLogAccount(input, context)
    await assertOwnLegacyId(input.legacyExternalId, account.id, context)
    const connector = draft(input, { id: '0', account }, context)
    return reportOutput(await checked(connector, account, context))
  },
})

export const testConnector = operation(collector.TestConnector, {
  dataEvent: true,
  authorize: (input, context) =>
    accountCheck('TestConnector', input, context, `/connector/${input.id}`),

  async handle(input, context) {
    const account = await getAccount(input, context)
    const connector = await connectorOf(input.id, account, context)
    const report = await checked(connector, account, context)
    if (report.connected) await resume(connector, context)
    return reportOutput(report)
  },
})

/** Who comes: our own account to this server, that of the operator's credentials to places elsewhere. */
async function trustedAccount(endpoint: string | undefined, context: CollectorContext) {
  const own = await context.collectorAccountId()
  return endpoint === undefined || endpoint === '' ? own : (context.settings.foreignAccount ?? own)
}

/** One that was in trouble goes on at once, now that all is seen to be well. */
async function resume(connector: Connector, context: CollectorContext): Promise<void> {
  const { documents, clock } = context
  const state = await stateOf(connector.id, context)
  if (!state || state.health.state === 'ok' || !connector.active) return
  const now = clock.now()
  await documents.commit([
    putRecord(stateKey(connector.id), { ...state, health: newState(now).health }),
    collectJob(connector, now),
  ])
}
