import type { Document } from '../../../store/store.ts'
import {
  type DescribeLogGroupsRequest,
  InvalidParameterException,
  type LogGroup as LogGroupOutput,
  logs,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { identified } from '../group-names.ts'
import { findGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { groupOutput } from '../outputs.ts'
import { pageToken, placeOf } from '../page-tokens.ts'
import {
  beginningWith,
  bytesKey,
  GROUP_KIND,
  groupKey,
  groupOf,
  type LogGroup,
} from '../records.ts'

const LISTING = 'groups'

/**
 * Groups by name, by prefix, by a part of the name or one by one. It is decided on a group without a name:
 * a policy for one group does not permit it (spec/surroundings.md §2.1).
 */
export const describeLogGroups = operation(logs.DescribeLogGroups, {
  readOnly: true,
  authorize(_, context) {
    const { account, region } = context
    return groupCheck('logs:DescribeLogGroups', { account, region, name: '' }, context)
  },

  async handle(input, context) {
    const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers } = input
    if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw InvalidParameterException(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      )
    }
    if (input.accountIdentifiers?.some(account => account !== context.account)) {
      throw InvalidParameterException('There are no linked accounts.')
    }
    // No group of another class exists.
    if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD') {
      return { logGroups: [], nextToken: undefined }
    }
    if (logGroupIdentifiers) return identifiedGroups(logGroupIdentifiers, context)
    return listed(input, context)
  },
})

async function listed(
  { logGroupNamePrefix = '', logGroupNamePattern, nextToken, limit }: DescribeLogGroupsRequest,
  context: LogsContext,
) {
  const { account, region, documents } = context
  const [first, to] = beginningWith(logGroupNamePrefix, GROUP_KIND, account, region)
  const after = placeOf(nextToken, LISTING, 1)?.[0]
  const size = limit ?? LIMITS.describedAtOnce
  const start = after === undefined ? first : later(first, groupKey(account, region, after))
  const page = await documents.range(start, to, {
    limit: logGroupNamePattern === undefined ? size + 1 : LIMITS.comparedNames,
  })
  const fitting = page.documents.filter(
    document => document.key !== start && contains(document, logGroupNamePattern),
  )
  const shown = fitting.slice(0, size).map(groupOf)
  const last = fitting.length > size ? shown.at(-1) : lastCompared(page)
  return {
    logGroups: await Promise.all(shown.map(group => output(group, logGroupNamePattern, context))),
    nextToken: last && pageToken(LISTING, last.name),
  }
}

const later = <T extends string>(a: T, b: T): T => (a > b ? a : b)

const contains = (document: Document, pattern: string | undefined) =>
  pattern === undefined || groupOf(document).name.includes(pattern)

/** Where comparing stopped, when there is more to compare. */
function lastCompared(page: {
  readonly documents: readonly Document[]
  readonly next: unknown
}): LogGroup | undefined {
  const last = page.documents.at(-1)
  return page.next !== undefined && last ? groupOf(last) : undefined
}

async function identifiedGroups(identifiers: readonly string[], context: LogsContext) {
  const names = identifiers.map(identifier => identified(identifier, context))
  const ours = names.filter(
    ({ account, region }) => account === context.account && region === context.region,
  )
  const groups = await Promise.all(ours.map(name => findGroup(name, context)))
  const found = groups.filter(group => group !== undefined)
  return {
    logGroups: await Promise.all(found.map(group => output(group, undefined, context))),
    nextToken: undefined,
  }
}

async function output(
  group: LogGroup,
  pattern: string | undefined,
  { documents }: LogsContext,
): Promise<LogGroupOutput> {
  if (pattern !== undefined) return groupOutput(group, undefined)
  return groupOutput(group, Math.max(0, await documents.counter(bytesKey(group.id))))
}
