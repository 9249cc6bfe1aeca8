import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { byVersion, pageOf } from '../listing.ts'
import { botMetadata, metadata } from '../outputs.ts'

/** All versions of one resource: `$LATEST`, then the numbers. */
export const getBotVersions = operation(lexModels.GetBotVersions, {
  readOnly: true,
  authorize: guarded('GetBotVersions'),

  async handle(request, context) {
    const { name } = request
    const listing = { operation: 'GetBotVersions', filter: [name], request }
    const page = await pageOf(listing, context, await byVersion('bot', name, context))
    return { bots: page.items.map(botMetadata), nextToken: page.nextToken }
  },
})

export const getIntentVersions = operation(lexModels.GetIntentVersions, {
  readOnly: true,
  authorize: guarded('GetIntentVersions'),

  async handle(request, context) {
    const { name } = request
    const listing = { operation: 'GetIntentVersions', filter: [name], request }
    const page = await pageOf(listing, context, await byVersion('intent', name, context))
    return { intents: page.items.map(metadata), nextToken: page.nextToken }
  },
})

export const getSlotTypeVersions = operation(lexModels.GetSlotTypeVersions, {
  readOnly: true,
  authorize: guarded('GetSlotTypeVersions'),

  async handle(request, context) {
    const { name } = request
    const listing = { operation: 'GetSlotTypeVersions', filter: [name], request }
    const page = await pageOf(listing, context, await byVersion('slot-type', name, context))
    return { slotTypes: page.items.map(metadata), nextToken: page.nextToken }
  },
})
