import { gunzipSync } from 'node:zlib'
import {
  CancelExportTaskCommand,
  CreateExportTaskCommand,
  CreateLogGroupCommand,
  DeleteMetricFilterCommand,
  DeleteResourcePolicyCommand,
  DeleteSubscriptionFilterCommand,
  DescribeExportTasksCommand,
  DescribeMetricFiltersCommand,
  DescribeQueriesCommand,
  DescribeResourcePoliciesCommand,
  DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  type PutMetricFilterCommandInput,
  PutResourcePolicyCommand,
  PutSubscriptionFilterCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { createFunction, createRole, WRITE_LOGS } from '../conformance/lambda-functions.ts'
import { eventually } from '../eventually.ts'
import { policy } from '../people.ts'
import { groupArn, type Requests, type Yard } from './logs-groups.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'

const LONG = 'X'.repeat(513)

const transformation = (nth: number | '' = '') => ({
  metricNamespace: `namespace${nth}`,
  metricName: `metric${nth}`,
  metricValue: '1',
})

const putFilter = ({ logs }: Yard, input: Partial<PutMetricFilterCommandInput>) =>
  logs.send(
    new PutMetricFilterCommand({
      logGroupName: input.logGroupName,
      filterName: 'valid-filter',
      filterPattern: 'pattern',
      metricTransformations: [transformation()],
      ...input,
    }),
  )

export const metricFilter =
  (as: string, filterPattern: string): Requests =>
  async (yard, { note, name }) => {
    const logGroupName = await yard.group()
    const filterName = name('test-filter')
    const metric = {
      metricNamespace: name('test-namespace'),
      metricName: name('test-metric'),
      metricValue: '1',
      defaultValue: 0,
    }
    const metricTransformations = [metric]
    await putFilter(yard, { logGroupName, filterName, filterPattern, metricTransformations })
    const input = { logGroupName, filterNamePrefix: filterName }
    await note(as, yard.logs.send(new DescribeMetricFiltersCommand(input)))
  }

export const filtersByPrefix: Requests = async (yard, { note, name }) => {
  const prefix = name('test-filter-prefix')
  for (const nth of [0, 1]) {
    await putFilter(yard, {
      logGroupName: await yard.group(),
      filterName: `${prefix}-${nth}`,
      filterPattern: `filterPattern${nth}`,
      metricTransformations: [{ ...transformation(nth), metricValue: String(nth) }],
    })
  }
  const command = new DescribeMetricFiltersCommand({ filterNamePrefix: prefix })
  await note('describe-by-prefix', yard.logs.send(command))
}

export const filtersByGroup: Requests = async (yard, { note, name }) => {
  const groups = [await yard.group(), await yard.group()]
  for (const logGroupName of groups) {
    await putFilter(yard, { logGroupName, filterName: name('filter') })
  }
  const command = new DescribeMetricFiltersCommand({ logGroupName: groups[0] })
  await note('describe-by-log-group', yard.logs.send(command))
}

export const filtersByMetric: Requests = async (yard, { note, name }) => {
  const metric = { metricName: name('test-metric'), metricNamespace: name('test-namespace') }
  await putFilter(yard, {
    logGroupName: await yard.group(),
    filterName: name('filter'),
    metricTransformations: [{ ...metric, metricValue: '1' }],
  })
  await note('describe-by-metric-name', yard.logs.send(new DescribeMetricFiltersCommand(metric)))
}

export const refusedFilter =
  (as: string, more: Partial<PutMetricFilterCommandInput>): Requests =>
  async (yard, { note }) => {
    await note(as, putFilter(yard, { logGroupName: await yard.group(), ...more }))
  }

export const longFilterName = refusedFilter('error-invalid-filter-name', { filterName: LONG })
export const longPattern = refusedFilter('error-invalid-filter-pattern', {
  filterPattern: 'X'.repeat(1025),
})
export const twoTransformations = refusedFilter('error-too-many-transformations', {
  metricTransformations: [transformation(1), transformation(2)],
})

export const longNameDeleted: Requests = async ({ logs, group }, { note }) => {
  const logGroupName = await group()
  const command = new DeleteMetricFilterCommand({ logGroupName, filterName: LONG })
  await note('error-invalid-filter-name', logs.send(command))
}

export const longGroupDeleted: Requests = async ({ logs }, { note }) => {
  const command = { logGroupName: LONG, filterName: 'valid-filter' }
  await note('error-invalid-log-group-name', logs.send(new DeleteMetricFilterCommand(command)))
}

export const longParameters: Requests = async ({ logs }, { note }) => {
  const prefix = new DescribeMetricFiltersCommand({ filterNamePrefix: LONG })
  await note('error-invalid-filter-prefix', logs.send(prefix))
  const metric = { metricName: 'X'.repeat(256), metricNamespace: 'valid' }
  await note('error-invalid-metric-name', logs.send(new DescribeMetricFiltersCommand(metric)))
}

const routeLogs = (Resource: string) =>
  policy({
    Sid: 'Route53LogsToCloudWatchLogs',
    Effect: 'Allow',
    Principal: { Service: ['route53.amazonaws.com'] },
    Action: 'logs:PutLogEvents',
    Resource,
  })

const putPolicy = ({ logs }: Yard, policyName: string, policyDocument: string) =>
  logs.send(new PutResourcePolicyCommand({ policyName, policyDocument }))

export const resourcePolicy: Requests = async (yard, { note, name }) => {
  const group = groupArn(await yard.group())
  const put = putPolicy(yard, name('test-policy'), routeLogs(`${group}:*`))
  await note('put-resource-policy', put)
}

export const updatedPolicy: Requests = async (yard, stage) => {
  const name = stage.name('test-policy')
  await putPolicy(yard, name, routeLogs('log_arn'))
  const Statement = [
    {
      Action: 'logs:*',
      Effect: 'Allow',
      Principal: { Service: ['route53.amazonaws.com'] },
      Resource: '*',
    },
  ]
  await putPolicy(yard, name, JSON.stringify({ Statement }))
  const { resourcePolicies = [] } = await yard.logs.send(new DescribeResourcePoliciesCommand({}))
  noteDecoded(stage, 'updated-policy', resourcePolicies[0])
}

export const describedPolicies: Requests = async (yard, stage) => {
  const prefix = stage.name('test-policy')
  for (const nth of [0, 1, 2]) await putPolicy(yard, `${prefix}-${nth}`, routeLogs('log_arn'))
  const describe = yard.logs.send(new DescribeResourcePoliciesCommand({}))
  const { resourcePolicies } = await stage.note('describe-resource-policies', describe)
  noteDecoded(stage, 'policies', resourcePolicies)
}

/** Documents of policies stand decoded in the recordings. */
function noteDecoded(stage: Stage, name: string, value: unknown): void {
  const text = JSON.stringify(value)
  const decoded: unknown = JSON.parse(text, (key, item) =>
    key === 'policyDocument' ? JSON.parse(item) : item,
  )
  stage.noteValue(name, decoded)
}

export const unknownPolicy: Requests = async ({ logs }, { note }) => {
  const command = new DeleteResourcePolicyCommand({ policyName: 'non-existent' })
  await note('error-policy-not-found', logs.send(command))
}

export const tooManyPolicies: Requests = async (yard, { note, name }) => {
  for (let nth = 0; nth < 10; nth++) await putPolicy(yard, name('limit'), routeLogs('log_arn'))
  await note('error-limit-exceeded', putPolicy(yard, name('limit'), routeLogs('log_arn')))
}

const ECHO = `exports.handler = async event => { console.log(JSON.stringify(event)) }`

/** A function that the group may send events to. */
async function subscriber(stage: Stage, group: string) {
  const FunctionName = stage.name('test-lambda-function')
  const role = await createRole(stage.house, stage.name('role'), WRITE_LOGS)
  await createFunction(stage.house, role, ECHO, { FunctionName })
  const command = new AddPermissionCommand({
    FunctionName,
    StatementId: FunctionName,
    Principal: `logs.${REGION}.amazonaws.com`,
    Action: 'lambda:InvokeFunction',
    SourceArn: `${groupArn(group)}:*`,
    SourceAccount: ACCOUNT,
  })
  const permission = () => new LambdaClient(stage.as()).send(command)
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`
  return { FunctionName, arn, permission }
}

const subscribe = ({ logs }: Yard, logGroupName: string, more: Readonly<Record<string, string>>) =>
  logs.send(
    new PutSubscriptionFilterCommand({
      logGroupName,
      filterName: 'test',
      filterPattern: '',
      destinationArn: '',
      ...more,
    }),
  )

const subscriptions = ({ logs }: Yard, logGroupName: string) =>
  logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }))

export const noSubscriptions: Requests = async (yard, { note }) => {
  const answer = subscriptions(yard, await yard.group())
  await note('describe-subscription-filters-empty', answer)
}

export const noSubscribedGroup: Requests = async (yard, { note }) => {
  await note('error-log-group-not-found', subscriptions(yard, 'not-existing-log-group'))
}

export const subscription: Requests = async (yard, stage) => {
  const { logs } = yard
  const logGroupName = await yard.group()
  const logStreamName = await yard.stream(logGroupName)
  const { FunctionName, arn, permission } = await subscriber(stage, logGroupName)
  await stage.note('add_permission', permission())
  const put = subscribe(yard, logGroupName, { destinationArn: arn })
  await stage.note('put_subscription_filter', put)
  const logEvents = ['test', 'test 2'].map(message => ({ timestamp: Date.now(), message }))
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
  await stage.note('describe_subscription_filter', subscriptions(yard, logGroupName))
  const group = `/aws/lambda/${FunctionName}`
  const found = await eventually(async () => {
    const command = new FilterLogEventsCommand({ logGroupName: group, filterPattern: 'awslogs' })
    const { events = [] } = await logs.send(command).catch(() => ({ events: [] }))
    const all = events.flatMap(({ message = '' }) => {
      const { data } = JSON.parse(message.slice(message.indexOf('{'))).awslogs
      return JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()).logEvents
    })
    return all.length === 2 ? all : undefined
  })
  stage.noteValue('list_all_log_events', found)
}

export const updatedSubscription: Requests = async (yard, stage) => {
  const group = await yard.group()
  const { arn: destinationArn, permission } = await subscriber(stage, group)
  await permission()
  await subscribe(yard, group, { destinationArn })
  await subscribe(yard, group, { destinationArn, filterPattern: '[]' })
  await stage.note('updated-filter', subscriptions(yard, group))
}

export const tooManySubscriptions: Requests = async (yard, stage) => {
  const group = await yard.group()
  const { arn: destinationArn, permission } = await subscriber(stage, group)
  await permission()
  await subscribe(yard, group, { destinationArn, filterName: 'test-1' })
  await subscribe(yard, group, { destinationArn, filterName: 'test-2', filterPattern: '[]' })
  const third = subscribe(yard, group, { destinationArn, filterName: 'test-3' })
  await stage.note('error-limit-exceeded', third)
}

export const undeletableSubscriptions: Requests = async ({ logs, group }, { note }) => {
  const remove = (logGroupName: string, filterName: string) =>
    logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }))
  await note('error-log-group-not-found', remove('not-existing-log-group', 'test'))
  await note('error-filter-not-found', remove(await group(), 'wrong-filter-name'))
}

export const refusedSubscriptions: Requests = async (yard, { note }) => {
  const foreign = 'arn:aws:lambda:us-east-1:123456789012:function:test'
  const unknown = subscribe(yard, 'not-existing-log-group', { destinationArn: foreign })
  await note('error-log-group-not-found', unknown)
  const group = await yard.group()
  await note('error-lambda-not-found', subscribe(yard, group, { destinationArn: foreign }))
  const stream = 'arn:aws:kinesis:us-east-1:123456789012:stream/unknown-stream'
  await note('error-kinesis-not-found', subscribe(yard, group, { destinationArn: stream }))
}

const startQuery = ({ logs }: Yard, logGroupName: string) => {
  const now = Math.floor(Date.now() / 1000)
  const time = { startTime: now - 3600, endTime: now + 300 }
  const queryString = 'fields @message'
  return logs.send(new StartQueryCommand({ logGroupName, ...time, queryString }))
}

export const query: Requests = async (yard, { note }) => {
  await note('start-query', startQuery(yard, await yard.group()))
}

export const queryOfNothing: Requests = async (yard, { note, name }) => {
  await note('error-log-group-not-found', startQuery(yard, name('non-existent')))
}

export const describedQuery: Requests = async (yard, { note }) => {
  const logGroupName = await yard.group()
  await startQuery(yard, logGroupName)
  const command = new DescribeQueriesCommand({ logGroupName })
  await note('describe-queries', yard.logs.send(command))
}

export const queriesByStatus: Requests = async (yard, { note }) => {
  const logGroupName = await yard.group()
  await startQuery(yard, logGroupName)
  const describe = (status: 'Complete' | 'Scheduled') =>
    yard.logs.send(new DescribeQueriesCommand({ logGroupName, status }))
  await eventually(async () => ((await describe('Complete')).queries?.length ? true : undefined))
  await note('describe-queries-complete', describe('Complete'))
  await note('describe-queries-scheduled', describe('Scheduled'))
}

async function openBucket({ as, name }: Stage, Bucket = name('test-bucket')): Promise<string> {
  const s3 = new S3Client({ ...as(), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket }))
  const Principal = { Service: 'logs.amazonaws.com' }
  const allow = (Action: string, Resource: string) => ({
    ...{ Effect: 'Allow', Principal, Action, Resource },
  })
  const Policy = policy(
    allow('s3:GetBucketAcl', `arn:aws:s3:::${Bucket}`),
    allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`),
  )
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  return Bucket
}

const createTask = ({ logs }: Yard, logGroupName: string, destination: string, from = 1) =>
  logs.send(
    new CreateExportTaskCommand({ logGroupName, destination, from, to: from + 172_800_000 }),
  )

export const exportTask: Requests = async (yard, stage) => {
  const bucket = await openBucket(stage)
  await stage.note('create-export-task', createTask(yard, await yard.group(), bucket))
}

export const exportWithoutBucket: Requests = async (yard, { note, name }) => {
  const task = createTask(yard, await yard.group(), name('non-existent-bucket'))
  await note('error-bucket-not-found', task)
}

export const exportWithoutGroup: Requests = async (yard, stage) => {
  const task = createTask(yard, stage.name('non-existent-log-group'), await openBucket(stage))
  await stage.note('error-log-group-not-found', task)
}

export const unknownTask: Requests = async ({ logs }, { note }) => {
  const command = new DescribeExportTasksCommand({ taskId: 'non-existent-task-id' })
  await note('task-not-found', logs.send(command))
}

export const unknownTaskCancelled: Requests = async ({ logs }, { note, name }) => {
  const command = new CancelExportTaskCommand({ taskId: name('task') })
  await note('error-cancel-not-found', logs.send(command))
}

/** The time and the bucket stand in the recording as they were. */
export const exportWithEvents: Requests = async (yard, stage) => {
  const logGroupName = stage.name('test-log-group')
  await yard.logs.send(new CreateLogGroupCommand({ logGroupName }))
  await yard.stream(logGroupName)
  const bucket = await openBucket(stage, 'test-bucket-d5301391')
  const created = createTask(yard, logGroupName, bucket, 1_770_226_377_833)
  const { taskId } = await stage.note('create-export-with-logs', created)
  const describe = yard.logs.send(new DescribeExportTasksCommand({ taskId }))
  await stage.note('describe-export-with-logs', describe)
}
