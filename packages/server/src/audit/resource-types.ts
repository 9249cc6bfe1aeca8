import { parseArn } from '../kernel/arn.ts'

/** What an ARN names: `AWS::IAM::Role`; undefined when the kind has no such name. */
export function resourceTypeOf(arn: string): string | undefined {
  const parsed = parseArn(arn)
  if (!parsed) return undefined
  const { service, resource } = parsed
  if (service === 's3') return resource.includes('/') ? 'AWS::S3::Object' : 'AWS::S3::Bucket'
  const kind = /^[^/:]+/.exec(resource)?.[0] ?? ''
  return TYPES[`${service}:${kind}`]
}

/** The name at the end of an ARN: `alice` of `…:user/team/alice`; of an object its bucket and key. */
export function resourceNameOf(arn: string): string {
  const parsed = parseArn(arn)
  if (!parsed) return arn
  const { service, resource } = parsed
  if (service === 's3') return resource
  if (service === 'logs') return resource.replace(/^log-group:/, '').replace(/:\*$/, '')
  if (service === 'iam') return resource.split('/').at(-1) ?? resource
  return resource.replace(/^[^/:]+[/:]/, '')
}

const TYPES: Readonly<Record<string, string>> = {
  'iam:user': 'AWS::IAM::User',
  'iam:group': 'AWS::IAM::Group',
  'iam:role': 'AWS::IAM::Role',
  'iam:policy': 'AWS::IAM::Policy',
  'iam:instance-profile': 'AWS::IAM::InstanceProfile',
  'iam:mfa': 'AWS::IAM::VirtualMFADevice',
  'iam:oidc-provider': 'AWS::IAM::OIDCProvider',
  'iam:saml-provider': 'AWS::IAM::SAMLProvider',
  'iam:server-certificate': 'AWS::IAM::ServerCertificate',
  'kms:key': 'AWS::KMS::Key',
  'kms:alias': 'AWS::KMS::Alias',
  'lambda:function': 'AWS::Lambda::Function',
  'logs:log-group': 'AWS::Logs::LogGroup',
  'lex:bot': 'AWS::Lex::Bot',
  'lex:intent': 'AWS::Lex::Intent',
  'lex:slottype': 'AWS::Lex::SlotType',
  'cloudtrail:trail': 'AWS::CloudTrail::Trail',
  'cloudwatch:alarm': 'AWS::CloudWatch::Alarm',
  'firehose:deliverystream': 'AWS::KinesisFirehose::DeliveryStream',
  'cloudformation:stack': 'AWS::CloudFormation::Stack',
  'organizations:account': 'AWS::Organizations::Account',
  'organizations:policy': 'AWS::Organizations::Policy',
  'organizations:ou': 'AWS::Organizations::OrganizationalUnit',
}
