import type { Seal } from '../../../kernel/seal.ts'
import {
  type BotChannelAssociation,
  lexModels,
  NotFoundException,
} from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { shownConfiguration } from '../channels/configuration.ts'
import { type Channel, channelKey, channelsOf, findChannel } from '../channels/records.ts'
import { operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { beyond, pageOf } from '../listing.ts'
import { tagsWrite } from '../tags.ts'
import { commit } from '../versioned.ts'

/** Channel associations (spec/lex-models.md §3.12). */
export const getBotChannelAssociation = operation(lexModels.GetBotChannelAssociation, {
  readOnly: true,
  authorize: guarded('GetBotChannelAssociation'),

  async handle({ name, botName: bot, botAlias: alias }, context) {
    const place = { ...scopeOf(context), bot, alias, name }
    const channel = await findChannel(place, context.documents)
    if (!channel) throw notFound(name)
    return channelOutput(channel, context.seal)
  },
})

/** A lone `-` stands for all aliases in the path, and for all names in the filter (§3.9). */
export const getBotChannelAssociations = operation(lexModels.GetBotChannelAssociations, {
  readOnly: true,
  authorize: guarded('GetBotChannelAssociations'),

  async handle(request, context) {
    const { botName: bot, botAlias, nameContains } = request
    const { documents, seal } = context
    const part = nameContains === '-' ? '' : (nameContains ?? '')
    const alias = botAlias === '-' ? {} : { alias: botAlias }
    const channels = await channelsOf({ ...scopeOf(context), bot, ...alias }, documents)
    const placed = channels
      .filter(({ name }) => name.includes(part))
      .map(item => ({ at: `${item.alias} ${item.name}`, item }))
    const listing = {
      operation: 'GetBotChannelAssociations',
      filter: [bot, botAlias, part],
      request,
      defaultSize: LIMITS.aliasPage,
    }
    const page = await pageOf(listing, context, beyond(placed))
    return {
      botChannelAssociations: page.items.map(channel => channelOutput(channel, seal)),
      nextToken: page.nextToken,
    }
  },
})

export const deleteBotChannelAssociation = operation(lexModels.DeleteBotChannelAssociation, {
  authorize: guarded('DeleteBotChannelAssociation'),

  async handle({ name, botName: bot, botAlias: alias }, context) {
    const scope = scopeOf(context)
    const place = { ...scope, bot, alias, name }
    if (!(await findChannel(place, context.documents))) throw notFound(name)
    await commit(
      [
        { type: 'delete', key: channelKey(place) },
        tagsWrite(scope, { kind: 'channel', bot, alias, channel: name }, []),
      ],
      context,
    )
  },
})

export const channelOutput = (channel: Channel, seal: Seal): BotChannelAssociation => ({
  name: channel.name,
  description: channel.description,
  botAlias: channel.alias,
  botName: channel.bot,
  createdDate: channel.createdAt,
  type: channel.type,
  botConfiguration: shownConfiguration(channel, seal),
  status: channel.status,
  failureReason: undefined,
})

const notFound = (name: string) =>
  NotFoundException(`BotChannelAssociation ${name} does not exist.`)
