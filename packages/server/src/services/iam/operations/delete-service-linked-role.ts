import { putRecord, type Role, recordOf } from '../../../access/records.ts'
import { botArn } from '../../../bots/arns.ts'
import { check } from '../../../operation/check.ts'
import { key, keyParts, within } from '../../../store/key.ts'
import {
  type GetServiceLinkedRoleDeletionStatusResponse,
  InvalidInputException,
  iam,
  NoSuchEntityException,
  type RoleUsageType,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck, getEntity } from '../entities.ts'
import { LIMITS } from '../limits.ts'
import { roleDeletion } from '../role-deletion.ts'

/**
 * Deletes a service's role unless the service still needs it. AWS does so in a task of its own; ours is done
 * when this call returns, and its outcome is kept for whoever asks.
 */
export const deleteServiceLinkedRole = operation(iam.DeleteServiceLinkedRole, {
  authorize: ({ RoleName }, context) =>
    entityCheck('iam:DeleteServiceLinkedRole', 'role', RoleName, context),

  async handle({ RoleName }, context) {
    const { account, documents, random } = context
    const role = await getEntity('role', RoleName, context)
    if (!role.serviceLinked) {
      throw InvalidInputException(`The role ${role.name} is not a service-linked role.`)
    }
    const id = `task${role.path}${role.name}/${random.uuid()}`
    const usage = await usageOf(role, context)
    const deletion = usage.length === 0 ? await roleDeletion(role, context) : []
    await documents.commit([...deletion, putRecord(taskKey(account, id), outcomeOf(usage))])
    return { DeletionTaskId: id }
  },
})

/** How the deletion of a service-linked role ended. */
export const getServiceLinkedRoleDeletionStatus = operation(
  iam.GetServiceLinkedRoleDeletionStatus,
  {
    readOnly: true,

    authorize({ DeletionTaskId }, { account }) {
      const role = /^task\/(aws-service-role\/.+)\/[^/]+$/.exec(DeletionTaskId)?.[1]
      const arn = role === undefined ? 'any' : `arn:aws:iam::${account}:role/${role}`
      return check('iam:GetServiceLinkedRoleDeletionStatus', arn)
    },

    async handle({ DeletionTaskId }, { account, documents }) {
      const task = recordOf<GetServiceLinkedRoleDeletionStatusResponse>(
        await documents.get(taskKey(account, DeletionTaskId)),
      )
      if (!task) throw NoSuchEntityException(`The deletion task ${DeletionTaskId} cannot be found.`)
      return task
    },
  },
)

const taskKey = (account: string, id: string) => key('iam.deletion-task', account, id)

/** What in the account still works through the role: the bots of Lex. */
async function usageOf(role: Role, { account, documents }: IamContext): Promise<RoleUsageType[]> {
  if (role.path !== '/aws-service-role/lex.amazonaws.com/') return []
  const [from, to] = within('lex.bot', account)
  const bots = await documents.range(from, to, { limit: LIMITS.listedUsage })
  const byRegion = new Map<string, string[]>()
  for (const { key: row } of bots.documents) {
    const [, , region = '', name = ''] = keyParts(row)
    const arns = byRegion.get(region) ?? []
    byRegion.set(region, [...arns, botArn({ account, region }, name)])
  }
  return [...byRegion].map(([Region, Resources]) => ({ Region, Resources }))
}

function outcomeOf(usage: readonly RoleUsageType[]) {
  if (usage.length === 0) return { Status: 'SUCCEEDED' }
  const Reason = 'The service-linked role cannot be deleted while resources that use it exist.'
  return { Status: 'FAILED', Reason: { Reason, RoleUsageList: usage } }
}
