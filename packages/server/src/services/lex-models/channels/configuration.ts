import { assert } from '../../../kernel/errors.ts'
import type { Seal } from '../../../kernel/seal.ts'
import type { ChannelType } from '../../../wire/models/lex-models.ts'
import type { Channel, ChannelPlace } from './records.ts'

export type Configuration = Readonly<Record<string, string>>

interface Keys {
  readonly secret: readonly string[]
  readonly open: readonly string[]
  readonly optional?: readonly string[]
}

/** What each platform's console form asks for (spec/lex-models.md §3.12). */
const KEYS: Readonly<Record<ChannelType, Keys>> = {
  Facebook: { secret: ['verifyToken', 'pageAccessToken', 'appSecretKey'], open: [] },
  Slack: { secret: ['clientSecret', 'verificationToken'], open: ['clientId'] },
  'Twilio-Sms': { secret: ['authenticationToken'], open: ['accountSID'] },
  Kik: {
    secret: ['apiKey'],
    open: ['kikBotName'],
    optional: ['greeting', 'errorMessage', 'groupChat'],
  },
}

/** What is wrong with a configuration, without its values. */
export function configurationProblem(
  type: ChannelType,
  configuration: Configuration,
): string | undefined {
  const { secret, open, optional = [] } = KEYS[type]
  const required = [...open, ...secret]
  const missing = required.filter(name => !configuration[name])
  if (missing.length > 0) return `A ${type} channel needs ${missing.join(', ')}.`
  const known = [...required, ...optional]
  const unknown = Object.keys(configuration).find(name => !known.includes(name))
  if (unknown !== undefined) return `A ${type} channel has no ${unknown}.`
  const { groupChat } = configuration
  if (groupChat !== undefined && groupChat !== 'ENABLE' && groupChat !== 'DISABLE') {
    return 'groupChat must be ENABLE or DISABLE.'
  }
  return undefined
}

const purposeOf = ({ account, region, bot, alias, name }: ChannelPlace) =>
  JSON.stringify(['channel', account, region, bot, alias, name])

export const sealedConfiguration = (
  place: ChannelPlace,
  configuration: Configuration,
  seal: Seal,
): string => seal.seal(Buffer.from(JSON.stringify(configuration)), purposeOf(place))

/** The configuration as answers show it: nobody needs a secret back who has given it. */
export function shownConfiguration(channel: Channel, seal: Seal): Configuration {
  const opened = seal.open(channel.sealedConfiguration, purposeOf(channel))
  assert(opened, 'a channel was sealed under the root key of this server')
  const configuration = JSON.parse(Buffer.from(opened).toString('utf8')) as Configuration
  const { secret } = KEYS[channel.type]
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      secret.includes(name) ? MASK : value,
    ]),
  )
}

const MASK = '********'
