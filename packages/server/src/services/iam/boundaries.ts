import { attachmentKey, type ManagedPolicy, putRecord } from '../../access/records.ts'
import type { Write } from '../../store/store.ts'
import { NoSuchEntityException } from '../../wire/models/iam.ts'
import type { Where } from './entities.ts'
import { validationError } from './errors.ts'
import { findPolicy, useWrite } from './policies.ts'

/** The managed policy that a request names as boundary. @throws ValidationError @throws NoSuchEntity */
export async function requestedBoundary(
  arn: string | undefined,
  where: Where,
): Promise<ManagedPolicy | undefined> {
  if (arn === undefined) return undefined
  if (!/^arn:aws:iam::(?:\d{12}|aws):policy\/.+$/.test(arn)) {
    throw validationError('Value (ARN) for parameter PermissionsBoundary is invalid.')
  }
  const found = await findPolicy(arn, where)
  if (found) return found
  throw NoSuchEntityException(`Scope ARN: ${arn} does not exist or is not attachable.`)
}

export interface BoundaryChange {
  readonly from?: ManagedPolicy | undefined
  readonly to?: ManagedPolicy | undefined
}

/** The writes that move the use of a boundary from one policy to another. */
export function boundaryWrites(
  kind: 'user' | 'role',
  name: string,
  { from, to }: BoundaryChange,
  account: string,
): Write[] {
  if (from?.arn === to?.arn) return []
  const rowOf = ({ arn }: ManagedPolicy) => attachmentKey(account, arn, 'boundary', kind, name)
  return [
    ...(from
      ? [{ type: 'delete' as const, key: rowOf(from) }, useWrite(account, from, 'boundary', -1)]
      : []),
    ...(to ? [putRecord(rowOf(to), {}), useWrite(account, to, 'boundary', 1)] : []),
  ]
}
