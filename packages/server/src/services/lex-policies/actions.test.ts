import { describe, expect, it } from 'vitest'
import { ACTIONS, type Action } from '../lex-models/actions.ts'
import { fits } from './actions.ts'
import type { Target } from './target.ts'

/** What may stand in a policy follows the table of spec/lex-models.md §8.4, which model building is guarded by. */

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const LEX = `arn:aws:lex:us-east-1:${SCOPE.account}:`
const PROBE = {
  name: 'A',
  version: '1',
  botName: 'A',
  botAlias: 'b',
  botVersions: ['1'],
  versionOrAlias: '1',
  resourceType: 'BOT',
  resourceArn: `${LEX}bot:A`,
  v1BotName: 'A',
  v1BotVersion: '1',
}
const KINDS: readonly Target['kind'][] = ['bot', 'bot-version', 'alias', 'intent', 'slot-type']

/** The kinds of resource that an action is asked on, by the ARN of its check. */
function kindsOf(action: Action): readonly Target['kind'][] {
  const inputs = [
    PROBE,
    { ...PROBE, versionOrAlias: 'b', resourceArn: `${LEX}bot:A:b` },
    { ...PROBE, resourceType: 'INTENT' },
    { ...PROBE, resourceType: 'SLOT_TYPE' },
  ]
  const arns = inputs.flatMap(input => {
    const set = ACTIONS[action].resource(input as never, SCOPE)
    return set === 'any' ? [] : [set[0].slice(LEX.length)]
  })
  return KINDS.filter(kind => arns.some(arn => kindOf(arn).includes(kind)))
}

function kindOf(resource: string): readonly Target['kind'][] {
  const [type, , qualifier] = resource.split(':')
  if (type === 'intent') return ['intent']
  if (type === 'slottype') return ['slot-type']
  if (type !== 'bot') return []
  return qualifier === undefined || /^[$\d]/.test(qualifier)
    ? ['bot', 'bot-version']
    : ['bot', 'alias']
}

// The link of an export has no action of its own.
const NAMES = (Object.keys(ACTIONS) as Action[]).filter(name => name !== 'DownloadExport')

describe('an action', () => {
  it.each(NAMES)(
    'lex:%s may stand in the policies of what it is asked on, and in no others',
    name => {
      const fitting = KINDS.filter(kind => fits(`lex:${name}`, kind))
      expect(fitting).toEqual(kindsOf(name))
    },
  )

  it.each(['PostText', 'PostContent', 'PutSession', 'GetSession', 'DeleteSession'])(
    'lex:%s is asked on aliases and on $LATEST',
    name => {
      expect(KINDS.filter(kind => fits(`lex:${name}`, kind))).toEqual([
        'bot',
        'bot-version',
        'alias',
      ])
    },
  )

  it.each([
    ['lex:*', true],
    ['LEX:POST*', true],
    ['lex:Put*', true],
    ['*', true],
    ['s3:*', false],
    ['lex:Start', false],
    ['lex:GetBots', false],
  ])('%s on a bot: %s', (action, expected) => {
    expect(fits(action, 'bot')).toBe(expected)
  })
})
