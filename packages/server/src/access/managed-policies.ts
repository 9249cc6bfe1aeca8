import { GENERAL_POLICIES } from './aws-policies/general.ts'
import { LEX_POLICIES } from './aws-policies/lex.ts'
import type { AwsPolicy } from './aws-policies/policy.ts'
import type { ManagedPolicy } from './records.ts'

/**
 * The policies that AWS itself manages and every account may attach: those of Lex and those that
 * scripts take for granted. They cannot be changed; one that could not be stated exactly is left out.
 */
export function findManagedPolicy(arn: string): ManagedPolicy | undefined {
  return byArn().get(arn)
}

export function listManagedPolicies(): ManagedPolicy[] {
  return [...byArn().values()]
}

let table: ReadonlyMap<string, ManagedPolicy> | undefined

function byArn(): ReadonlyMap<string, ManagedPolicy> {
  table ??= new Map(
    [...LEX_POLICIES, ...GENERAL_POLICIES].map(policyOf).map(policy => [policy.arn, policy]),
  )
  return table
}

function policyOf({
  name,
  path = '/',
  version = 1,
  created,
  updated,
  ...row
}: AwsPolicy): ManagedPolicy {
  const createdAt = Date.parse(created)
  const updatedAt = updated ? Date.parse(updated) : createdAt
  const document = JSON.stringify({ Version: '2012-10-17', Statement: row.statements }, null, 2)
  return {
    name,
    path,
    id: `ANPA${padded(name)}`,
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    description: row.description,
    createdAt,
    updatedAt,
    defaultVersion: `v${version}`,
    versions: [{ id: `v${version}`, document, createdAt: updatedAt }],
    nextVersion: version + 1,
    tags: [],
    attachments: 0,
    boundaries: 0,
  }
}

// Their real ids are not documented; ours only have to stay the same.
const padded = (name: string) =>
  name
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .slice(0, 17)
    .padEnd(17, 'A')
