import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { createFunction, createRole, packed, WRITE_LOGS } from '../conformance/lambda-functions.ts'
import { eventually } from '../eventually.ts'
import { answered, type Player } from './cloudwatch-clients.ts'

const SUCCEEDS = `
def handler(event, context):
    return {'success': 'ok'}
`

const FAILS = `
def handler(event, context):
    raise Exception('fail on purpose')
`

export async function functionSucceeds(player: Player): Promise<void> {
  const name = await invoked(player, SUCCEEDS)
  player.stage.noteValue('get-metric-data', await counted(player, name, 'Invocations'))
}

export async function functionFails(player: Player): Promise<void> {
  const { stage } = player
  const name = await invoked(player, FAILS)
  const invocations = await counted(player, name, 'Invocations')
  stage.noteValue('get-metric-data-invocations', invocations)
  stage.noteValue('get-metric-data-errors', await counted(player, name, 'Errors'))
}

async function invoked({ stage }: Player, code: string): Promise<string> {
  const FunctionName = stage.name('fn-cw')
  const role = await createRole(stage.house, stage.name('role'), WRITE_LOGS)
  await createFunction(stage.house, role, code, {
    ...{ FunctionName, Runtime: 'python3.12', Handler: 'handler.handler' },
    Code: { ZipFile: await packed({ 'handler.py': code }) },
  })
  const output = await new LambdaClient(stage.as()).send(new InvokeCommand({ FunctionName }))
  const { Payload = new Uint8Array(), ...rest } = output
  const answer = answered(rest) as object
  const text = Buffer.from(Payload).toString('utf8')
  stage.noteValue('invoke', { ...answer, Payload: JSON.parse(text) })
  return FunctionName
}

/** The answer of GetMetricData, once there is a point. */
const counted = ({ cloudwatch }: Player, FunctionName: string, MetricName: string) =>
  eventually(async () => {
    const now = Date.now()
    const Dimensions = [{ Name: 'FunctionName', Value: FunctionName }]
    const Metric = { Namespace: 'AWS/Lambda', MetricName, Dimensions }
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        ...{ StartTime: new Date(now - 600_000), EndTime: new Date(now + 60_000) },
      }),
    )
    return answer.MetricDataResults?.[0]?.Values?.length ? answered(answer) : undefined
  })
