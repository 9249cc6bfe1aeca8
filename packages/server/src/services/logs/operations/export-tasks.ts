import { ServiceError } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { CommitConflict } from '../../../store/store.ts'
import {
  InvalidParameterException,
  LimitExceededException,
  logs,
  ResourceNotFoundException,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { operation } from '../context.ts'
import { assertBucket } from '../exports/bucket.ts'
import {
  activeExportsKey,
  type ExportTask,
  exportJob,
  exportKey,
  exportOf,
  exportOutput,
  exportsOf,
  exportWrite,
  isActive,
} from '../exports/records.ts'
import { assertName, named } from '../group-names.ts'
import { getGroup } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { pageToken, placeOf } from '../page-tokens.ts'

const LISTING = 'export-tasks'

/** Copies events of a group to a bucket whose policy lets CloudWatch Logs write; one task at a time. */
export const createExportTask = operation(logs.CreateExportTask, {
  authorize: ({ logGroupName }, context) =>
    groupCheck('logs:CreateExportTask', named(logGroupName, context), context),

  async handle(input, context) {
    const { account, region, clock, random, documents } = context
    const { logGroupName, logStreamNamePrefix: streamPrefix = '', from, to } = input
    assertName(streamPrefix)
    if (from >= to) {
      throw InvalidParameterException('The start time of an export must be before its end time.')
    }
    const group = await getGroup(named(logGroupName, context), context)
    const task: ExportTask = {
      ...{ id: random.uuid(), account, region, groupName: group.name, groupId: group.id },
      ...{ streamPrefix, from, to, bucket: input.destination },
      ...(input.taskName !== undefined && { name: input.taskName }),
      prefix: input.destinationPrefix ?? 'exportedlogs',
      status: 'PENDING',
      createdAt: clock.now(),
    }
    const active = activeExportsKey(context)
    if ((await documents.counter(active)) >= LIMITS.activeExports) throw tooMany()
    await assertBucket(task, context)
    try {
      await documents.commit([
        exportWrite(task),
        exportJob(task, clock.now() + LIMITS.exportDelayMs),
        { type: 'add', key: active, amount: 1, max: LIMITS.activeExports },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.key !== active) throw error
      throw tooMany(error)
    }
    return { taskId: task.id }
  },
})

const tooMany = (cause?: unknown) => LimitExceededException('Resource limit exceeded.', { cause })

/** What was written stays in the bucket. */
export const cancelExportTask = operation(logs.CancelExportTask, {
  authorize: () => check('logs:CancelExportTask', 'any'),

  async handle({ taskId }, context) {
    const { documents, clock } = context
    const document = await documents.get(exportKey(context, taskId))
    if (!document) {
      throw ResourceNotFoundException('The specified export task does not exist.')
    }
    const task = exportOf(document)
    if (!isActive(task)) {
      const message = 'The specified export task has already finished.'
      throw new ServiceError('InvalidOperationException', message, { status: 400 })
    }
    const stopped: ExportTask = { ...task, status: 'CANCELLED', endedAt: clock.now() }
    await documents.commit([
      exportWrite(stopped),
      // Takes the place of the job that runs it, which is aborted.
      exportJob(stopped, task.createdAt + LIMITS.exportKeptMs),
      { type: 'add', key: activeExportsKey(task), amount: -1 },
    ])
  },
})

/** The tasks of the account, the latest first. */
export const describeExportTasks = operation(logs.DescribeExportTasks, {
  readOnly: true,
  authorize: () => check('logs:DescribeExportTasks', 'any'),

  async handle({ taskId, statusCode, nextToken, limit }, context) {
    const place = placeOf(nextToken, LISTING, 2)
    const after: Place | undefined = place && [Number(place[0]), place[1] ?? '']
    const tasks: ExportTask[] = []
    const [first, to] = exportsOf(context)
    for (let from: typeof first | undefined = first; from !== undefined; ) {
      const page = await context.documents.range(from, to)
      tasks.push(...page.documents.map(exportOf))
      from = page.next
    }
    const all = tasks
      .filter(
        task =>
          (taskId === undefined || task.id === taskId) &&
          (statusCode === undefined || task.status === statusCode) &&
          (after === undefined || compared([task.createdAt, task.id], after) > 0),
      )
      .sort((a, b) => compared([a.createdAt, a.id], [b.createdAt, b.id]))
    const shown = all.slice(0, limit ?? LIMITS.describedAtOnce)
    const last = all.length > shown.length ? shown.at(-1) : undefined
    return {
      exportTasks: shown.map(exportOutput),
      nextToken: last && pageToken(LISTING, last.createdAt, last.id),
    }
  },
})

type Place = readonly [createdAt: number, id: string]

/** The later time first. */
const compared = (a: Place, b: Place) => b[0] - a[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)
