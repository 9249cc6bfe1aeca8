import type { Place } from './records.ts'
import { rolePolicy, trustPolicy } from './role-policy.ts'

export interface MigrationRole {
  readonly collectorAccountId: string
  readonly externalId: string
  /** What the role is to enter. */
  readonly places: readonly (Pick<Place, 'bucket' | 'prefix'> & { readonly archive: boolean })[]
}

/** A CloudFormation template of a new role for one account of the collector (spec/surroundings.md §14.9, flow B). */
export function migrationTemplate({
  collectorAccountId,
  externalId,
  places,
}: MigrationRole): string {
  const statements = places.flatMap(({ bucket, prefix, archive }) => {
    const policy = JSON.parse(rolePolicy({ bucket, prefix, archive, narrow: false })) as {
      readonly Statement: readonly object[]
    }
    return policy.Statement
  })
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'A role that lets the log collector read, for one of its accounts',
    Resources: {
      CollectorRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: JSON.parse(trustPolicy(collectorAccountId, externalId)),
          ManagedPolicyArns: [{ Ref: 'CollectorPolicy' }],
        },
      },
      CollectorPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: { Version: '2012-10-17', Statement: statements } },
      },
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['CollectorRole', 'Arn'] } } },
  }
  return JSON.stringify(template, null, 2)
}
