import type { Check } from '../../../access/check.ts'
import { roleKey } from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import { iam } from '../../../wire/models/iam.ts'
import {
  BadRequestException,
  ConflictException,
  lexModels,
} from '../../../wire/models/lex-models.ts'
import { findAlias } from '../aliases.ts'
import { checksOf } from '../authorization.ts'
import { configurationProblem, sealedConfiguration } from '../channels/configuration.ts'
import {
  type Channel,
  type ChannelPlace,
  channelsGuard,
  channelsOf,
  putChannel,
} from '../channels/records.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { mergedTags, tagsWrite, validTags } from '../tags.ts'
import { commit } from '../versioned.ts'
import { notFound, quotaReached } from '../words.ts'
import { channelOutput } from './channels.ts'

/**
 * Ties an alias to a messaging platform. AWS has no public operation for it (spec/lex-models.md §3.12); the action
 * is the one that its own console asks for. The association stays IN_PROGRESS, without an address for the platform to
 * call, for as long as this server takes no messages from platforms.
 */
export const createBotChannelAssociation = operation(lexModels.CreateBotChannelAssociation, {
  authorize: async (input, context) => [
    ...checksOf('CreateBotChannelAssociation', input, scopeOf(context), context),
    ...(await linkedRoleChecks(context)),
  ],

  async handle(input, context) {
    const { name, botName: bot, botAlias: alias, type, botConfiguration, description } = input
    const { clock, seal, quotas } = context
    const place = { ...scopeOf(context), bot, alias, name }
    if (!(await findAlias(bot, alias, context))) throw notFound('alias', alias)
    const tags = mergedTags([], validTags(input.tags), quotas)
    const problem = configurationProblem(type, botConfiguration) ?? keyProblem(input.kmsKeyArn)
    if (problem !== undefined) throw BadRequestException(problem)
    await assertFree(place, context)
    await ensureLinkedRole(context)
    const channel: Channel = {
      ...place,
      type,
      ...(description !== undefined && { description }),
      status: 'IN_PROGRESS',
      createdAt: clock.now(),
      sealedConfiguration: sealedConfiguration(place, botConfiguration, seal),
    }
    const target = { kind: 'channel', bot, alias, channel: name } as const
    await commit(
      [
        putChannel(channel),
        { type: 'put', key: channelsGuard(place), value: true },
        ...(tags.length > 0 ? [tagsWrite(scopeOf(context), target, tags)] : []),
      ],
      context,
    )
    return { ...channelOutput(channel, seal), callbackUrl: undefined, oauthUrl: undefined }
  },
})

const CHANNELS = 'channels.lex.amazonaws.com'
const ROLE = 'AWSServiceRoleForLexChannels'

/** Who makes the first channel of an account makes the role that channels act with (§8.4). */
async function linkedRoleChecks(context: LexModelsContext): Promise<Check[]> {
  const { account } = context
  if (await hasLinkedRole(context)) return []
  const arn = `arn:aws:iam::${account}:role/aws-service-role/${CHANNELS}/${ROLE}`
  const resource = { arns: [arn], account } as const
  return [
    check('iam:CreateServiceLinkedRole', resource, { context: { 'iam:AWSServiceName': CHANNELS } }),
  ]
}

async function ensureLinkedRole(context: LexModelsContext): Promise<void> {
  if (await hasLinkedRole(context)) return
  const as = { kind: 'caller', service: 'lex.amazonaws.com' } as const
  await context.calls.call(iam.CreateServiceLinkedRole, { AWSServiceName: CHANNELS }, as)
}

// Once the role is made, the commit finds it changed, and the request runs again with it.
async function hasLinkedRole({ account, documents }: LexModelsContext): Promise<boolean> {
  return (await documents.get(roleKey(account, ROLE))) !== undefined
}

// The guard, which every creation writes, keeps two of one name from coming at the same time.
async function assertFree(place: ChannelPlace, context: LexModelsContext): Promise<void> {
  await context.documents.get(channelsGuard(place))
  const { account, region, bot, alias } = place
  const channels = await channelsOf({ account, region, bot, alias }, context.documents)
  const lower = place.name.toLowerCase()
  const taken = channels.find(({ name }) => name.toLowerCase() === lower)
  if (taken) throw ConflictException(`BotChannelAssociation ${taken.name} already exists.`)
  if (channels.length < LIMITS.channelsPerAlias) return
  throw quotaReached(`channels of ${alias}`, LIMITS.channelsPerAlias)
}

const keyProblem = (kmsKeyArn: string | undefined) =>
  kmsKeyArn === undefined
    ? undefined
    : "The configuration of a channel is kept under the server's own key; kmsKeyArn is not supported."
