import { describe, expect, it } from 'vitest'
import type { LogSettingsRequest } from '../../../wire/models/lex-models.ts'
import { logSettingsProblem } from './log-rules.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const text: LogSettingsRequest = {
  logType: 'TEXT',
  destination: 'CLOUDWATCH_LOGS',
  resourceArn: 'arn:aws:logs:us-east-1:123456789012:log-group:bots:*',
}
const audio: LogSettingsRequest = {
  logType: 'AUDIO',
  destination: 'S3',
  resourceArn: 'arn:aws:s3:::recordings',
}
const key = 'arn:aws:kms:us-east-1:123456789012:key/abc'

describe('log settings', () => {
  it.each([
    ['none', []],
    ['one of each type', [text, audio]],
    ['a key for S3', [{ ...audio, kmsKeyArn: key }]],
  ])('accept %s', (_, settings) => {
    expect(logSettingsProblem(settings, SCOPE)).toBeUndefined()
  })

  it.each<[string, LogSettingsRequest[], RegExp]>([
    ['two of one type', [text, text], /two log settings of type TEXT/],
    ['text in S3', [{ ...audio, logType: 'TEXT' }], /go to CLOUDWATCH_LOGS, not S3/],
    ['audio in CloudWatch', [{ ...text, logType: 'AUDIO' }], /go to S3/],
    ['a bucket for CloudWatch', [{ ...text, resourceArn: audio.resourceArn }], /no destination/],
    ['a log group for S3', [{ ...audio, resourceArn: text.resourceArn }], /no destination/],
    [
      'another account',
      [{ ...text, resourceArn: text.resourceArn.replace('123456789012', '999999999999') }],
      /account and region/,
    ],
    [
      'another region',
      [{ ...text, resourceArn: text.resourceArn.replace('us-east-1', 'eu-west-1') }],
      /account and region/,
    ],
    ['a key for CloudWatch', [{ ...text, kmsKeyArn: key }], /S3 alone/],
    [
      'a key of another region',
      [{ ...audio, kmsKeyArn: key.replace('us-east-1', 'eu-west-1') }],
      /bot's region/,
    ],
  ])('refuse %s', (_, settings, message) => {
    expect(logSettingsProblem(settings, SCOPE)).toMatch(message)
  })
})
