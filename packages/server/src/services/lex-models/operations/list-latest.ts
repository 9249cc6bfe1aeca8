import { lexModels } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { latestByName, pageOf } from '../listing.ts'
import { botMetadata, metadata } from '../outputs.ts'

/** The bots, intents and slot types of the account, each by its `$LATEST`. */
export const getBots = operation(lexModels.GetBots, {
  readOnly: true,
  authorize: guarded('GetBots'),

  async handle(request, context) {
    const { nameContains } = request
    const listing = { operation: 'GetBots', filter: [nameContains], request }
    const page = await pageOf(listing, context, latestByName('bot', nameContains, context))
    return { bots: page.items.map(botMetadata), nextToken: page.nextToken }
  },
})

export const getIntents = operation(lexModels.GetIntents, {
  readOnly: true,
  authorize: guarded('GetIntents'),

  async handle(request, context) {
    const { nameContains } = request
    const listing = { operation: 'GetIntents', filter: [nameContains], request }
    const page = await pageOf(listing, context, latestByName('intent', nameContains, context))
    return { intents: page.items.map(metadata), nextToken: page.nextToken }
  },
})

export const getSlotTypes = operation(lexModels.GetSlotTypes, {
  readOnly: true,
  authorize: guarded('GetSlotTypes'),

  async handle(request, context) {
    const { nameContains } = request
    const listing = { operation: 'GetSlotTypes', filter: [nameContains], request }
    const page = await pageOf(listing, context, latestByName('slot-type', nameContains, context))
    return { slotTypes: page.items.map(metadata), nextToken: page.nextToken }
  },
})
