import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import type { Stage } from './stage.ts'
import { play } from './suite.ts'

const iam = (stage: Stage) => new IAMClient(stage.as())
const LEX = { AWSServiceName: 'lex.amazonaws.com' }

/** Recorded with another service, whose role has its own name. */
const AS_BATCH = {
  'batch.amazonaws.com': 'lex.amazonaws.com',
  AWSServiceRoleForBatch: 'AWSServiceRoleForLexBots',
}

async function createLinked(stage: Stage): Promise<string> {
  const { Role } = await iam(stage).send(new CreateServiceLinkedRoleCommand(LEX))
  return Role?.RoleName ?? ''
}

async function lifecycle(stage: Stage): Promise<void> {
  const RoleName = await createLinked(stage)
  await stage.note('describe-response', iam(stage).send(new GetRoleCommand({ RoleName })))
  const inline = iam(stage).send(new ListRolePoliciesCommand({ RoleName }))
  await stage.note('inline-role-policies', inline)
  const attached = iam(stage).send(new ListAttachedRolePoliciesCommand({ RoleName }))
  await stage.note('attached-role-policies', attached)
}

async function suffix(stage: Stage): Promise<void> {
  const command = new CreateServiceLinkedRoleCommand({ ...LEX, CustomSuffix: 'testsuffix' })
  await stage.note('custom-suffix-not-allowed', iam(stage).send(command))
}

async function taken(stage: Stage): Promise<void> {
  await createLinked(stage)
  const again = iam(stage).send(new CreateServiceLinkedRoleCommand(LEX))
  await stage.note('role-already-exists-error', again)
}

async function deletion(stage: Stage): Promise<void> {
  const RoleName = await createLinked(stage)
  const { DeletionTaskId } = await stage.note(
    'service-linked-role-deletion-response',
    iam(stage).send(new DeleteServiceLinkedRoleCommand({ RoleName })),
  )
  const status = new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId })
  await stage.note('service-linked-role-deletion-status-response', iam(stage).send(status))
}

const ROLES = 'TestIAMServiceRoles::test_service_role'

/** Roles that only a service may assume. */
export const linkedRoleTests = {
  [`${ROLES}_lifecycle[lex.amazonaws.com]`]: play(lifecycle),
  [`${ROLES}_lifecycle_custom_suffix_not_allowed[lex.amazonaws.com]`]: play(suffix),
  [`${ROLES}_already_exists`]: play(taken, { reading: AS_BATCH }),
  [`${ROLES}_deletion`]: play(deletion, { reading: AS_BATCH }),
}
