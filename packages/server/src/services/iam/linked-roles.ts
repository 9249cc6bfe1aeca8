/** The service-linked roles that this server's services use (spec/iam.md §6.4, "SLR names"). */
export interface LinkedRole {
  readonly service: string
  readonly roleName: string
  readonly policyArn: string
}

const POLICIES = 'arn:aws:iam::aws:policy/aws-service-role'

const LINKED_ROLES: readonly LinkedRole[] = [
  {
    service: 'lex.amazonaws.com',
    roleName: 'AWSServiceRoleForLexBots',
    // As AWS was recorded to attach it; its guide prints LexBotPolicy, which is known too.
    policyArn: `${POLICIES}/AmazonLexBotPolicy`,
  },
  {
    service: 'channels.lex.amazonaws.com',
    roleName: 'AWSServiceRoleForLexChannels',
    policyArn: `${POLICIES}/LexChannelPolicy`,
  },
]

export const linkedRoleOf = (service: string): LinkedRole | undefined =>
  LINKED_ROLES.find(one => one.service === service)

export const linkedRolePath = (service: string): string => `/aws-service-role/${service}/`

/** Only the service may assume its role. */
export const linkedRoleTrust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
