import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { House } from '../house.ts'

/** A group with one stream, for tests of what happens to its events. */
export interface TestStream {
  readonly logs: CloudWatchLogsClient
  readonly name: { readonly logGroupName: string; readonly logStreamName: string }
  readonly arn: string
  /** Now, one millisecond apart. */
  put(...messages: readonly string[]): Promise<void>
  /** All messages, oldest first. */
  read(): Promise<readonly (string | undefined)[]>
}

export async function openStream(
  house: House,
  logGroupName: string,
  group: { readonly kmsKeyId?: string } = {},
  logStreamName = 'web/1',
): Promise<TestStream> {
  const logs = new CloudWatchLogsClient(house.as())
  const name = { logGroupName, logStreamName }
  await logs.send(new CreateLogGroupCommand({ logGroupName, ...group }))
  await logs.send(new CreateLogStreamCommand(name))
  return {
    logs,
    name,
    arn: `arn:aws:logs:${house.region}:${house.account}:log-group:${logGroupName}`,
    async put(...messages) {
      const now = Date.now()
      const logEvents = messages.map((message, index) => ({ timestamp: now + index, message }))
      await logs.send(new PutLogEventsCommand({ ...name, logEvents }))
    },
    async read() {
      const { events } = await logs.send(new GetLogEventsCommand({ ...name, startFromHead: true }))
      return (events ?? []).map(({ message }) => message)
    },
  }
}
