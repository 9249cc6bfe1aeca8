import { check } from '../../../operation/check.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  InvalidParameterException,
  LimitExceededException,
  logs,
  ResourceNotFoundException,
  type StartQueryRequest,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { type GroupName, identified, named } from '../group-names.ts'
import { findGroup } from '../groups.ts'
import { parseQuery } from '../insights/parse-query.ts'
import {
  activeQueriesKey,
  NO_STATISTICS,
  type QueriedGroup,
  type QueryRecord,
  queryJob,
  queryWrite,
} from '../insights/records.ts'
import { LIMITS } from '../limits.ts'

/** Starts a query over groups; it runs by itself and can be asked for its rows. */
export const startQuery = operation(logs.StartQuery, {
  authorize(input, context) {
    const groups = groupsOf(input, context)
    // What is wrong with the naming of groups is told to those who may ask at all.
    const isWrong = groups.length === 0 || groups.length > LIMITS.queryGroupNames
    if (isWrong) return check('logs:StartQuery', 'any')
    return groups.map(group => groupCheck('logs:StartQuery', group, context))
  },

  async handle(input, context) {
    const { account, region, clock, random, documents } = context
    assertGroups(input)
    const { startTime: from, endTime: to, queryString: text, queryLanguage = 'CWLI' } = input
    if (queryLanguage !== 'CWLI') {
      throw InvalidParameterException(`The query language ${queryLanguage} is not available here.`)
    }
    if (from > to) {
      throw InvalidParameterException('The start time of a query must not be after its end time.')
    }
    parseQuery(text)
    const groups = await foundGroups(groupsOf(input, context), context)
    const query: QueryRecord = {
      ...{ id: random.uuid(), account, region, groups, from, to, text },
      limit: input.limit ?? LIMITS.queryRows,
      status: 'Scheduled',
      createdAt: clock.now(),
      statistics: NO_STATISTICS,
      parts: 0,
    }
    const active = activeQueriesKey(context)
    try {
      await documents.commit([
        queryWrite(query),
        queryJob(query, clock.now()),
        { type: 'add', key: active, amount: 1, max: LIMITS.activeQueries },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== active) throw error
      throw LimitExceededException('Resource limit exceeded.', { cause: error })
    }
    return { queryId: query.id }
  },
})

/** All that a request names, each once. @throws InvalidParameterException */
function groupsOf(
  { logGroupName, logGroupNames = [], logGroupIdentifiers = [] }: StartQueryRequest,
  context: LogsContext,
): readonly GroupName[] {
  const names = [
    ...(logGroupName === undefined ? logGroupNames : [logGroupName, ...logGroupNames]).map(name =>
      named(name, context),
    ),
    ...logGroupIdentifiers.map(one => identified(one, context)),
  ]
  return [...new Map(names.map(name => [JSON.stringify(name), name])).values()]
}

/** Groups are named in one of three ways. @throws InvalidParameterException */
function assertGroups({
  logGroupName,
  logGroupNames,
  logGroupIdentifiers,
}: StartQueryRequest): void {
  const given = [logGroupName, logGroupNames, logGroupIdentifiers]
  if (given.filter(one => one !== undefined).length !== 1) {
    throw InvalidParameterException(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.',
    )
  }
  const { length } = logGroupNames ?? logGroupIdentifiers ?? [logGroupName]
  if (length < 1 || length > LIMITS.queryGroupNames) {
    throw InvalidParameterException(`A query is about 1 to ${LIMITS.queryGroupNames} log groups.`)
  }
}

async function foundGroups(
  names: readonly GroupName[],
  context: LogsContext,
): Promise<readonly QueriedGroup[]> {
  const groups: QueriedGroup[] = []
  for (const group of names) {
    const { account, region, name } = group
    const isOurs = account === context.account && region === context.region
    const found = isOurs ? await findGroup(group, context) : undefined
    if (!found) {
      throw ResourceNotFoundException(
        `Log group '${name}' does not exist for account ID '${account}' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ${context.requestId}; Proxy: null)`,
      )
    }
    groups.push({ name, id: found.id })
  }
  return groups
}
