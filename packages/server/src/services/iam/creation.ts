import type { Check } from '../../access/check.ts'
import { check } from '../../operation/check.ts'
import type { Tag as WireTag } from '../../wire/models/iam.ts'
import { tagsOf } from './tags.ts'

/**
 * The checks of creating something: the creation itself and, with tags, the right to set them. Both see the
 * tags of the request; the resource has none of its own yet.
 */
export function creationChecks(
  noun: 'User' | 'Role' | 'Policy' | 'InstanceProfile',
  arn: string,
  tags: readonly WireTag[] = [],
  boundary?: string,
): Check[] {
  const requestTags = tags.length > 0 ? { requestTags: tagsOf(tags) } : {}
  const shown =
    noun === 'Policy' ? { shownAs: `policy ${arn.slice(arn.lastIndexOf('/') + 1)}` } : {}
  const create = check(
    `iam:Create${noun}`,
    { arns: [arn], ...shown },
    { ...requestTags, context: { 'iam:PermissionsBoundary': boundary } },
  )
  return tags.length > 0 ? [create, check(`iam:Tag${noun}`, arn, requestTags)] : [create]
}
