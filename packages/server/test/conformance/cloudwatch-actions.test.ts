import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { House } from '../house.ts'
import { createFunction, createRole, openWorkshop, WRITE_LOGS } from './lambda-functions.ts'

/** What alarms do: they invoke functions that let them, and post to addresses that the operator allowed. */

const NAME = 'OnCall'
let house: House
let cloudwatch: CloudWatchClient
let server: Server
let port: number
const posted: unknown[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    posted.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.end('thanks')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
  house = await openWorkshop(['--alarm-webhooks', `127.0.0.1:${port}`])
  cloudwatch = new CloudWatchClient(house.as())
  const role = await createRole(house, 'runner', WRITE_LOGS)
  const code = 'exports.handler = async event => { console.log(JSON.stringify(event)) }'
  await createFunction(house, role, code, { FunctionName: NAME })
})
afterAll(async () => {
  await house.close()
  server.close()
})

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${house.region}:${house.account}:${resource}`

const putAlarm = (AlarmName: string, action: string) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: 'n', MetricName: 'm', Period: 60, Statistic: 'Sum' },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      ...{ TreatMissingData: 'ignore', AlarmActions: [action] },
    }),
  )

const setState = (StateValue: 'ALARM' | 'OK', StateReason: string, AlarmName = 'noisy') =>
  cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))

/** The last action that was tried, once there are so many. */
const action = (count: number, AlarmName = 'noisy') =>
  eventually(async () => {
    const input = { AlarmName, HistoryItemType: 'Action' } as const
    const { AlarmHistoryItems = [] } = await cloudwatch.send(new DescribeAlarmHistoryCommand(input))
    return AlarmHistoryItems.length === count ? AlarmHistoryItems[0] : undefined
  })

const printed = () =>
  eventually(async () => {
    const logs = new CloudWatchLogsClient(house.as())
    const input = { logGroupName: `/aws/lambda/${NAME}` }
    const found = await logs.send(new FilterLogEventsCommand(input)).catch(() => undefined)
    const line = found?.events?.find(({ message }) => message?.includes('aws.cloudwatch'))?.message
    return line === undefined ? undefined : JSON.parse(line.slice(line.indexOf('{')))
  })

it('a function is asked in vain until it allows it, and then told what happened', async () => {
  await putAlarm('noisy', arn('lambda', `function:${NAME}`))
  await setState('ALARM', 'too soon')
  const refused = await action(1)
  expect(refused.HistorySummary).toContain('Failed to execute action')
  expect(JSON.parse(refused.HistoryData ?? '').error).toContain('lambda:InvokeFunction')
  await new LambdaClient(house.as()).send(
    new AddPermissionCommand({
      ...{ FunctionName: NAME, StatementId: 'alarms', Action: 'lambda:InvokeFunction' },
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      ...{ SourceAccount: house.account, SourceArn: arn('cloudwatch', 'alarm:noisy') },
    }),
  )
  await setState('OK', 'quiet')
  await setState('ALARM', 'for good')
  expect((await action(2)).HistorySummary).toContain('Successfully executed action')
  expect(await printed()).toMatchObject({
    ...{ source: 'aws.cloudwatch', alarmArn: arn('cloudwatch', 'alarm:noisy') },
    alarmData: {
      alarmName: 'noisy',
      state: { value: 'ALARM', reason: 'for good' },
      previousState: { value: 'OK', reason: 'quiet' },
    },
  })
})

it('an address is told what happened, if the operator allowed it', async () => {
  await putAlarm('posting', `http://127.0.0.1:${port}/alarms`)
  await setState('ALARM', 'look', 'posting')
  expect((await action(1, 'posting')).HistorySummary).toContain('Successfully executed action')
  expect(posted).toMatchObject([
    { source: 'aws.cloudwatch', alarmData: { alarmName: 'posting', state: { reason: 'look' } } },
  ])
  await putAlarm('elsewhere', 'http://192.0.2.7/alarms')
  await setState('ALARM', 'look', 'elsewhere')
  const { HistoryData } = await action(1, 'elsewhere')
  expect(JSON.parse(HistoryData ?? '').error).toBe('the operator has not allowed 192.0.2.7 port 80')
})
