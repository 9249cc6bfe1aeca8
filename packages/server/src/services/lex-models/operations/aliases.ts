import { aliasKey } from '../../../bots/records.ts'
import { policyDeletion } from '../../../bots/resource-policies.ts'
import { lexModels } from '../../../wire/models/lex-models.ts'
import { aliasesOf, findAlias } from '../aliases.ts'
import { guarded } from '../authorization.ts'
import { channelsGuard, channelsOf } from '../channels/records.ts'
import { operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { beyond, pageOf } from '../listing.ts'
import { aliasOutput } from '../outputs.ts'
import { aliasTags, tagsWrite } from '../tags.ts'
import { commit } from '../versioned.ts'
import { inUse, notFound } from '../words.ts'

export const getBotAlias = operation(lexModels.GetBotAlias, {
  readOnly: true,
  authorize: guarded('GetBotAlias'),

  async handle({ name, botName }, context) {
    const alias = await findAlias(botName, name, context)
    if (!alias) throw notFound('alias', name)
    return aliasOutput(alias)
  },
})

/** An unknown bot has none: the operation knows no NotFoundException. */
export const getBotAliases = operation(lexModels.GetBotAliases, {
  readOnly: true,
  authorize: guarded('GetBotAliases'),

  async handle(request, context) {
    const { botName, nameContains = '' } = request
    const aliases = (await aliasesOf(botName, context)).filter(({ name }) =>
      name.includes(nameContains),
    )
    const listing = {
      operation: 'GetBotAliases',
      filter: [botName, nameContains],
      request,
      defaultSize: LIMITS.aliasPage,
    }
    const placed = aliases.map(item => ({ at: item.name, item }))
    const page = await pageOf(listing, context, beyond(placed))
    return { BotAliases: page.items.map(aliasOutput), nextToken: page.nextToken }
  },
})

export const deleteBotAlias = operation(lexModels.DeleteBotAlias, {
  authorize: guarded('DeleteBotAlias'),

  async handle({ name, botName }, context) {
    const scope = scopeOf(context)
    if (!(await findAlias(botName, name, context))) throw notFound('alias', name)
    const place = { ...scope, bot: botName, alias: name }
    await context.documents.get(channelsGuard(place))
    const [channel] = await channelsOf(place, context.documents)
    if (channel) throw inUse('BotChannel', channel.name)
    await commit(
      [
        { type: 'delete', key: aliasKey(scope.account, scope.region, botName, name) },
        tagsWrite(scope, aliasTags(botName, name), []),
        policyDeletion(scope, `bot:${botName}:${name}`),
      ],
      context,
    )
  },
})
