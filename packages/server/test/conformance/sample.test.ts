import {
  GetBotCommand,
  LexModelBuildingServiceClient,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { openHouse } from '../house.ts'

it('the sample bot answers from the start, and its $LATEST soon after', async () => {
  await using house = await openHouse({ sample: true })
  const models = new LexModelBuildingServiceClient(house.as())
  const lex = new LexRuntimeServiceClient(house.as())
  const say = (botAlias: string) =>
    lex.send(
      new PostTextCommand({
        botName: 'OrderFlowers',
        botAlias,
        userId: 'stranger',
        inputText: 'I would like to order flowers',
      }),
    )
  expect((await say('prod')).slotToElicit).toBe('FlowerType')
  await eventually(async () => {
    const bot = new GetBotCommand({ name: 'OrderFlowers', versionOrAlias: '$LATEST' })
    return (await models.send(bot)).status === 'READY' || undefined
  })
  expect((await say('$LATEST')).slotToElicit).toBe('FlowerType')
})
