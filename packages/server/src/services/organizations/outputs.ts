import type { Organization, OrgNode, OrgPolicy } from '../../access/organizations.ts'
import type {
  PolicySummary,
  Account as WireAccount,
  Organization as WireOrganization,
  Policy as WirePolicy,
  Root as WireRoot,
  OrganizationalUnit as WireUnit,
} from '../../wire/models/organizations.ts'
import { nodeArn, organizationArn } from './arns.ts'
import { wireType } from './tree.ts'

/** Records as answers print them. */

export const organizationOutput = (
  organization: Organization,
  email: string,
): WireOrganization => ({
  Id: organization.id,
  Arn: organizationArn(organization),
  FeatureSet: 'ALL',
  MasterAccountArn: nodeArn(organization, { kind: 'account', id: organization.managementAccount }),
  MasterAccountId: organization.managementAccount,
  MasterAccountEmail: email,
  AvailablePolicyTypes: typesOutput(organization),
})

export const rootOutput = (organization: Organization, node: OrgNode): WireRoot => ({
  Id: node.id,
  Arn: nodeArn(organization, node),
  Name: node.name,
  PolicyTypes: typesOutput(organization),
})

const typesOutput = ({ types }: Organization) =>
  types.map(type => ({ Type: wireType(type), Status: 'ENABLED' as const }))

export const unitOutput = (organization: Organization, node: OrgNode): WireUnit => ({
  Id: node.id,
  Arn: nodeArn(organization, node),
  Name: node.name,
})

export const accountOutput = (organization: Organization, node: OrgNode): WireAccount => ({
  Id: node.id,
  Arn: nodeArn(organization, node),
  Email: node.email,
  Name: node.name,
  Status: 'ACTIVE',
  JoinedMethod: node.invited || node.id === organization.managementAccount ? 'INVITED' : 'CREATED',
  JoinedTimestamp: node.joinedAt,
})

export const summaryOutput = (policy: OrgPolicy): PolicySummary => ({
  Id: policy.id,
  Arn: policy.arn,
  Name: policy.name,
  Description: policy.description,
  Type: wireType(policy.type),
  AwsManaged: policy.awsManaged ?? false,
})

export const policyOutput = (policy: OrgPolicy): WirePolicy => ({
  PolicySummary: summaryOutput(policy),
  Content: policy.content,
})
