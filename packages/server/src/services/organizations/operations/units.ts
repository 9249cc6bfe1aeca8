import type { Organization, OrgNode } from '../../../access/organizations.ts'
import { putRecord } from '../../../access/records.ts'
import { CommitConflict, type Write } from '../../../store/store.ts'
import {
  DuplicateOrganizationalUnitException,
  OrganizationalUnitNotEmptyException,
  OrganizationalUnitNotFoundException,
  organizations,
  ParentNotFoundException,
} from '../../../wire/models/organizations.ts'
import { idCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { constraint } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { unitOutput } from '../outputs.ts'
import { namesWithin } from '../paging.ts'
import { mergedTags, tagsOf } from '../tags.ts'
import {
  countKey,
  findNode,
  getManaged,
  nameKey,
  newNodeWrites,
  nodeWrite,
  removedNodeWrites,
} from '../tree.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export const createOrganizationalUnit = operation(organizations.CreateOrganizationalUnit, {
  async authorize({ ParentId, Tags = [] }, context) {
    const tags = Tags.length > 0 ? { requestTags: tagsOf(Tags) } : {}
    const create = await idCheck('CreateOrganizationalUnit', ParentId, context, tags)
    if (Tags.length === 0) return create
    return [create, await idCheck('TagResource', ParentId, context, tags)]
  },

  async handle({ ParentId, Name, Tags }, context) {
    const { random } = context
    const organization = await getManaged(context)
    const parent = await findNode(organization, ParentId, context)
    if (!parent || parent.kind === 'account') {
      throw ParentNotFoundException("You specified a parent that doesn't exist.")
    }
    const ancestors = [...parent.ancestors, parent.id]
    if (ancestors.length > LIMITS.unitDepth) {
      throw constraint('OU_DEPTH_LIMIT_EXCEEDED', 'You have exceeded the allowed OU depth.')
    }
    await refuseTaken(organization, ParentId, Name, context)
    const node: Omit<OrgNode, 'scp' | 'rcp'> = {
      id: `ou-${organization.rootId.slice(2)}-${random.text(8, LETTERS)}`,
      kind: 'ou',
      name: Name,
      ancestors,
      tags: mergedTags([], tagsOf(Tags)),
    }
    const writes = [
      ...newNodeWrites(organization, node),
      // Written again as it is, for whoever deletes it meanwhile and expects it unchanged.
      nodeWrite(organization, parent),
      putRecord(nameKey(organization.id, ParentId, Name), {}),
    ]
    await commitUnit(organization, writes, context)
    return { OrganizationalUnit: unitOutput(organization, { ...node, scp: [], rcp: [] }) }
  },
})

async function commitUnit(
  { id }: Organization,
  writes: readonly Write[],
  { documents }: OrganizationsContext,
): Promise<void> {
  const count: Write = { type: 'add', key: countKey(id, 'units'), amount: 1, max: LIMITS.units }
  try {
    await documents.commit([...writes, count])
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    throw constraint('OU_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the allowed number of OUs.')
  }
}

export const describeOrganizationalUnit = operation(organizations.DescribeOrganizationalUnit, {
  readOnly: true,
  authorize: ({ OrganizationalUnitId }, context) =>
    idCheck('DescribeOrganizationalUnit', OrganizationalUnitId, context),

  async handle({ OrganizationalUnitId }, context) {
    const organization = await getManaged(context)
    const node = await getUnit(organization, OrganizationalUnitId, context)
    return { OrganizationalUnit: unitOutput(organization, node) }
  },
})

export const updateOrganizationalUnit = operation(organizations.UpdateOrganizationalUnit, {
  authorize: ({ OrganizationalUnitId }, context) =>
    idCheck('UpdateOrganizationalUnit', OrganizationalUnitId, context),

  async handle({ OrganizationalUnitId, Name }, context) {
    const organization = await getManaged(context)
    const node = await getUnit(organization, OrganizationalUnitId, context)
    if (Name === undefined || Name === node.name) {
      return { OrganizationalUnit: unitOutput(organization, node) }
    }
    const parent = node.ancestors.at(-1) ?? ''
    await refuseTaken(organization, parent, Name, context)
    const next = { ...node, name: Name }
    await context.documents.commit([
      nodeWrite(organization, next),
      { type: 'delete', key: nameKey(organization.id, parent, node.name) },
      putRecord(nameKey(organization.id, parent, Name), {}),
    ])
    return { OrganizationalUnit: unitOutput(organization, next) }
  },
})

export const deleteOrganizationalUnit = operation(organizations.DeleteOrganizationalUnit, {
  authorize: ({ OrganizationalUnitId }, context) =>
    idCheck('DeleteOrganizationalUnit', OrganizationalUnitId, context),

  async handle({ OrganizationalUnitId }, context) {
    const organization = await getManaged(context)
    const node = await getUnit(organization, OrganizationalUnitId, context)
    const children = await namesWithin(context, 'org.child', organization.id, node.id)
    if (children.length > 0) {
      throw OrganizationalUnitNotEmptyException('The specified OU is not empty.')
    }
    await context.documents.commit([
      ...removedNodeWrites(organization, node),
      { type: 'delete', key: nameKey(organization.id, node.ancestors.at(-1) ?? '', node.name) },
      { type: 'add', key: countKey(organization.id, 'units'), amount: -1 },
    ])
  },
})

async function getUnit(
  organization: Organization,
  id: string,
  context: OrganizationsContext,
): Promise<OrgNode> {
  const node = await findNode(organization, id, context)
  if (node?.kind === 'ou') return node
  throw OrganizationalUnitNotFoundException("You specified an OU that doesn't exist.")
}

async function refuseTaken(
  { id }: Organization,
  parent: string,
  name: string,
  { documents }: OrganizationsContext,
): Promise<void> {
  if (!(await documents.get(nameKey(id, parent, name)))) return
  throw DuplicateOrganizationalUnitException('An OU with the same name already exists.')
}
