import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'

let house: House
let aws: AwsCli

beforeAll(async () => {
  house = await openHouse()
  aws = awsCli(house)
  await aws('logs', 'create-log-group', '--log-group-name', 'shop')
  await aws('logs', 'create-log-stream', ...SHOP, '--log-stream-name', 'web')
  const events = ['{"level":"ERROR","ms":12}', '{"level":"INFO","ms":7}'].map(message => ({
    timestamp: Date.now(),
    message,
  }))
  const stream = [...SHOP, '--log-stream-name', 'web']
  await aws('logs', 'put-log-events', ...stream, '--log-events', JSON.stringify(events))
})
afterAll(() => house.close())

const SHOP = ['--log-group-name', 'shop']

describe('the AWS CLI', () => {
  it('filters by patterns with regular expressions', async () => {
    const pattern = ['--filter-pattern', '{ $.level = %^ERR% && $.ms > 10 }']
    const found = await aws('logs', 'filter-log-events', ...SHOP, ...pattern)
    expect(found['events']).toMatchObject([{ message: '{"level":"ERROR","ms":12}' }])
  })

  it('tries and keeps metric filters', async () => {
    const tried = await aws(
      ...['logs', 'test-metric-filter', '--filter-pattern', '[ip, ..., status = 4*]'],
      ...['--log-event-messages', '10.0.0.1 a b 404', '10.0.0.1 a b 200'],
    )
    expect(tried['matches']).toMatchObject([
      { eventNumber: 1, extractedValues: { $status: '404' } },
    ])
    const metric = 'metricName=errors,metricNamespace=shop,metricValue=1,defaultValue=0'
    await aws(
      ...['logs', 'put-metric-filter', ...SHOP, '--filter-name', 'errors'],
      ...['--filter-pattern', '{ $.level = "ERROR" }', '--metric-transformations', metric],
    )
    const { metricFilters } = await aws('logs', 'describe-metric-filters', ...SHOP)
    expect(metricFilters).toMatchObject([{ filterName: 'errors', logGroupName: 'shop' }])
  })

  it('asks Insights', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { queryId } = await aws(
      ...['logs', 'start-query', ...SHOP, '--start-time', String(now - 60)],
      ...['--end-time', String(now + 60), '--query-string', 'stats sum(ms) as ms by level'],
    )
    const found = await eventually(async () => {
      const answer = await aws('logs', 'get-query-results', '--query-id', String(queryId))
      return answer['status'] === 'Complete' ? answer : undefined
    })
    expect(found['results']).toEqual([
      [
        { field: 'level', value: 'INFO' },
        { field: 'ms', value: '7' },
      ],
      [
        { field: 'level', value: 'ERROR' },
        { field: 'ms', value: '12' },
      ],
    ])
    const broken = ['logs', 'start-query', ...SHOP, '--start-time', '1', '--end-time', '2']
    expect(await aws.fails(...broken, '--query-string', 'fields')).toContain(
      'MalformedQueryException',
    )
  })

  it('keeps resource policies', async () => {
    const document = policy({
      Effect: 'Allow',
      Principal: { Service: 'route53.amazonaws.com' },
      Action: 'logs:PutLogEvents',
      Resource: '*',
    })
    const named = ['--policy-name', 'dns']
    await aws('logs', 'put-resource-policy', ...named, '--policy-document', document)
    const { resourcePolicies } = await aws('logs', 'describe-resource-policies')
    expect(resourcePolicies).toMatchObject([{ policyName: 'dns' }])
    await aws('logs', 'delete-resource-policy', ...named)
  })

  it('encrypts a group and exports it', async () => {
    const logs = (statement: object) => ({
      ...{ Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' } },
      ...statement,
    })
    const root = { AWS: `arn:aws:iam::${house.account}:root` }
    const Policy = policy(
      logs({ Principal: root, Action: 'kms:*', Resource: '*' }),
      logs({ Action: 'kms:*', Resource: '*' }),
    )
    const key = (await aws('kms', 'create-key', '--policy', Policy)) as {
      readonly KeyMetadata: { readonly Arn: string }
    }
    await aws('logs', 'associate-kms-key', ...SHOP, '--kms-key-id', key.KeyMetadata.Arn)
    await aws('s3api', 'create-bucket', '--bucket', 'archive')
    const bucket = policy(
      logs({ Action: 's3:GetBucketAcl', Resource: 'arn:aws:s3:::archive' }),
      logs({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::archive/*' }),
    )
    await aws('s3api', 'put-bucket-policy', '--bucket', 'archive', '--policy', bucket)
    const { taskId } = await aws(
      ...['logs', 'create-export-task', ...SHOP, '--destination', 'archive', '--from', '0'],
      ...['--to', String(Date.now() + 60_000)],
    )
    await eventually(async () => {
      const named = ['--task-id', String(taskId)]
      const { exportTasks } = await aws('logs', 'describe-export-tasks', ...named)
      return JSON.stringify(exportTasks).includes('COMPLETED') ? true : undefined
    })
    const { Contents } = await aws('s3api', 'list-objects-v2', '--bucket', 'archive')
    // The id of a task is random, and so is its place in the listing.
    expect(Contents).toHaveLength(2)
    expect(Contents).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Key: `exportedlogs/${taskId}/web/000000.gz` }),
        expect.objectContaining({ Key: 'exportedlogs/aws-logs-write-test' }),
      ]),
    )
    await aws('logs', 'disassociate-kms-key', ...SHOP)
  })
})
