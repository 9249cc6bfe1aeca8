import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { policy } from '../people.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'

/** What the recorded tests of CloudWatch Logs have in common. */
export interface Yard {
  readonly logs: CloudWatchLogsClient
  /** A new group. */
  group(): Promise<string>
  stream(logGroupName: string): Promise<string>
}

export function openYard(stage: Stage): Yard {
  const logs = new CloudWatchLogsClient(stage.as())
  return {
    logs,
    async group() {
      const logGroupName = stage.name('test-log-group')
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      return logGroupName
    },
    async stream(logGroupName) {
      const logStreamName = stage.name('test-log-stream')
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
      return logStreamName
    },
  }
}

export type Requests = (yard: Yard, stage: Stage) => Promise<void>

export const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`

const DAY = 86_400_000

export const encryptedGroup: Requests = async ({ logs }, { note, name, as }) => {
  const Policy = policy({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' })
  const { KeyMetadata } = await new KMSClient(as()).send(new CreateKeyCommand({ Policy }))
  const logGroupName = name('test-log-group-kms')
  await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: KeyMetadata?.Arn }))
  const describe = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName })
  await note('describe-log-groups-with-kms', logs.send(describe))
}

export const duplicateGroup: Requests = async ({ logs, group }, { note }) => {
  const logGroupName = await group()
  await note('error-duplicate-log-group', logs.send(new CreateLogGroupCommand({ logGroupName })))
}

export const longName: Requests = async ({ logs }, { note }) => {
  const command = new CreateLogGroupCommand({ logGroupName: 'a'.repeat(513) })
  await note('error-invalid-name-length', logs.send(command))
}

export const groupsByPrefix: Requests = async ({ logs }, { note, name }) => {
  const prefix = name('test-prefix')
  for (const nth of [0, 1, 2]) {
    await logs.send(new CreateLogGroupCommand({ logGroupName: `${prefix}-group-${nth}` }))
  }
  const describe = new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix })
  await note('describe-log-groups-prefix', logs.send(describe))
}

export const groupsByPattern: Requests = async ({ logs, group }, { note }) => {
  const logGroupNamePattern = await group()
  const describe = new DescribeLogGroupsCommand({ logGroupNamePattern })
  await note('describe-log-groups-pattern', logs.send(describe))
}

export const prefixAndPattern: Requests = async ({ logs, group }, { note }) => {
  const logGroupNamePrefix = await group()
  const both = { logGroupNamePrefix, logGroupNamePattern: logGroupNamePrefix }
  await note('error-prefix-and-pattern', logs.send(new DescribeLogGroupsCommand(both)))
}

export const listedByPattern: Requests = async ({ logs, group }, { noteValue }) => {
  const logGroupNamePattern = await group()
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern }))
  noteValue('list-log-groups-match', logGroups)
}

const tagsOf = (logs: CloudWatchLogsClient, logGroupName: string) =>
  logs.send(new ListTagsLogGroupCommand({ logGroupName }))

export const createdWithTags: Requests = async ({ logs }, { note, name }) => {
  const logGroupName = name('test-tags')
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { env: 'testing' } }))
  await note('list-tags-after-create', tagsOf(logs, logGroupName))
}

export const taggedGroup: Requests = async ({ logs, group }, { note }) => {
  const logGroupName = await group()
  await logs.send(new TagLogGroupCommand({ logGroupName, tags: { tag_key_1: 'tag_value_1' } }))
  await note('list-tags-after-tag', tagsOf(logs, logGroupName))
}

export const untaggedGroup: Requests = async ({ logs, group }, { note }) => {
  const logGroupName = await group()
  const tags = { tag_key_1: 'tag_value_1', tag_key_2: 'tag_value_2' }
  await logs.send(new TagLogGroupCommand({ logGroupName, tags }))
  await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['tag_key_1'] }))
  await note('list-tags-after-untag', tagsOf(logs, logGroupName))
}

export const taggedResource: Requests = async ({ logs }, { note, name }) => {
  const logGroupName = name('test-tags')
  const resourceArn = groupArn(logGroupName)
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { env: 'testing1' } }))
  await note('list-tags-after-create', tagsOf(logs, logGroupName))
  const both = async (after: string) => {
    await note(`list-tags-log-group-${after}`, tagsOf(logs, logGroupName))
    const command = new ListTagsForResourceCommand({ resourceArn })
    await note(`list-tags-for-resource-${after}`, logs.send(command))
  }
  await logs.send(new TagResourceCommand({ resourceArn, tags: { test1: 'val1', test2: 'val2' } }))
  await both('after-tag-resource')
  await logs.send(new TagLogGroupCommand({ logGroupName, tags: { test3: 'val3' } }))
  await both('after-tag-log-group')
  await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['test3'] }))
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['env', 'test1'] }))
  await both('after-untag')
}

const streamsOf = (logs: CloudWatchLogsClient, input: object) =>
  logs.send(new DescribeLogStreamsCommand(input))

export const describedStream =
  (as: string): Requests =>
  async ({ logs, group, stream }, { note }) => {
    const logGroupName = await group()
    await stream(logGroupName)
    await note(as, streamsOf(logs, { logGroupName }))
  }

export const duplicateStream: Requests = async ({ logs, group, stream }, { note }) => {
  const logGroupName = await group()
  const logStreamName = await stream(logGroupName)
  const again = new CreateLogStreamCommand({ logGroupName, logStreamName })
  await note('error-duplicate-log-stream', logs.send(again))
}

export const identifiedGroup: Requests = async ({ logs, group, stream }, { note }) => {
  const name = await group()
  await stream(name)
  await note('describe-streams-identifier-name', streamsOf(logs, { logGroupIdentifier: name }))
  const byArn = { logGroupIdentifier: groupArn(name) }
  await note('describe-streams-identifier-arn', streamsOf(logs, byArn))
  const both = { logGroupName: name, logGroupIdentifier: name }
  await note('error-both-name-and-identifier', streamsOf(logs, both))
}

export const streamsByPrefix: Requests = async ({ logs, group }, { note, name }) => {
  const logGroupName = await group()
  const prefix = name('test-prefix')
  for (const nth of [0, 1, 2]) {
    const logStreamName = `${prefix}-stream-${nth}`
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  }
  const input = { logGroupName, logStreamNamePrefix: prefix }
  await note('describe-streams-with-prefix', streamsOf(logs, input))
}

const put =
  (as: string, ...offsets: readonly number[]): Requests =>
  async ({ logs, group, stream }, { note }) => {
    const logGroupName = await group()
    const logStreamName = await stream(logGroupName)
    const now = Date.now()
    const logEvents = offsets.map((offset, nth) => ({
      timestamp: now + offset,
      message: `Message ${nth}`,
    }))
    const command = new PutLogEventsCommand({ logGroupName, logStreamName, logEvents })
    await note(as, logs.send(command))
  }

export const wrongOrder = put('error-wrong-order', 0, -2 * DAY)
export const tooOld = put('response-too-old', -30 * DAY)
export const tooNew = put('response-too-new', DAY)

export const unknownStream: Requests = async ({ logs, group }, { note }) => {
  const logGroupName = await group()
  const logEvents = [{ timestamp: Date.now(), message: 'test' }]
  const command = { logGroupName, logStreamName: 'invalid-stream', logEvents }
  await note('error-invalid-stream', logs.send(new PutLogEventsCommand(command)))
}

const get =
  (as: string, more: object): Requests =>
  async ({ logs, group, stream }, { note }) => {
    const logGroupName = await group()
    const logStreamName = await stream(logGroupName)
    await note(as, logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more })))
  }

export const invalidToken = get('error-invalid-token', { nextToken: 'invalid-token' })
export const getLimit = get('error-limit-exceeded', { limit: 10_001 })

export const missing: Requests = async ({ logs }, { note, name }) => {
  const logGroupName = name('log-group')
  const command = new GetLogEventsCommand({ logGroupName, logStreamName: name('log-stream') })
  await note('error-log-group-does-not-exist', logs.send(command))
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await note('error-log-stream-does-not-exist', logs.send(command))
}

const filter =
  (as: string, more: object): Requests =>
  async ({ logs, group }, { note }) => {
    const logGroupName = await group()
    await note(as, logs.send(new FilterLogEventsCommand({ logGroupName, ...more })))
  }

export const filterLimit = filter('error-limit-exceeded', { limit: 10_001 })
export const filterToken = filter('invalid-token', { limit: 20, nextToken: 'invalid-token' })
