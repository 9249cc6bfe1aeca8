import { PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  deliveredEvent,
  MINUTES,
  openTrailHouse,
  startTrail,
  type TrailHouse,
} from './cloudtrail-house.ts'

let open: TrailHouse
beforeAll(async () => {
  open = await openTrailHouse({ sample: true })
})
afterAll(() => open.close())

it('a trail may ask for turns of conversations, and never hears what was said', async () => {
  const bucket = await startTrail(open, 'turns')
  await open.trails.send(
    new PutEventSelectorsCommand({
      TrailName: 'turns',
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::Lex::BotAlias'] },
          ],
        },
      ],
    }),
  )
  const lex = new LexRuntimeServiceClient(open.as())
  const turn = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'me' }
  await lex.send(new PostTextCommand({ ...turn, inputText: 'I would like to order flowers' }))
  open.clock.shift(6 * MINUTES)
  const event = await deliveredEvent(open, bucket, ({ eventName }) => eventName === 'PostText')
  expect(event).toMatchObject({
    eventSource: 'lex.amazonaws.com',
    eventCategory: 'Data',
    requestParameters: { ...turn, inputText: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    responseElements: null,
  })
  expect(JSON.stringify(event)).not.toContain('order flowers')
})
