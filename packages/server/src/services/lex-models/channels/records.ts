import type { Scope } from '../../../bots/arns.ts'
import type { Json } from '../../../kernel/json.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, RangeOptions, RangePage, Write } from '../../../store/store.ts'
import type { ChannelStatus, ChannelType } from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'

/** Which channel: its name is unique among those of its alias, ignoring case. */
export interface ChannelPlace extends Scope {
  readonly bot: string
  readonly alias: string
  readonly name: string
}

/** An association of an alias with a messaging platform (spec/lex-models.md §3.12). */
export interface Channel extends ChannelPlace {
  readonly type: ChannelType
  readonly description?: string
  readonly status: ChannelStatus
  readonly createdAt: number
  /** The configuration under the server's root key. */
  readonly sealedConfiguration: string
}

const KIND = 'lex.channel'

export const channelKey = ({ account, region, bot, alias, name }: ChannelPlace): Key =>
  key(KIND, account, region, bot, alias, name)

/** Written by whoever adds a channel to an alias, expected by whoever deletes the alias. */
export const channelsGuard = ({ account, region, bot, alias }: Omit<ChannelPlace, 'name'>): Key =>
  key('lex.users', 'alias', account, region, bot, alias)

interface Reader {
  get(key: Key): Promise<Document | undefined>
}

export async function findChannel(
  place: ChannelPlace,
  documents: Reader,
): Promise<Channel | undefined> {
  return channelOf(await documents.get(channelKey(place)))
}

/** The channels of an alias by name; those of all aliases of the bot without one. */
export async function channelsOf(
  { account, region, bot, alias }: Scope & { readonly bot: string; readonly alias?: string },
  documents: { range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage> },
): Promise<Channel[]> {
  const [from, to] = within(KIND, account, region, bot, ...(alias === undefined ? [] : [alias]))
  const channels: Channel[] = []
  for (let at: Key | undefined = from; at !== undefined; ) {
    const page = await documents.range(at, to, { limit: LIMITS.scannedAtOnce })
    channels.push(...page.documents.flatMap(document => channelOf(document) ?? []))
    at = page.next
  }
  return channels
}

export const putChannel = (channel: Channel): Write => ({
  type: 'put',
  key: channelKey(channel),
  value: channel as unknown as Json,
})

/** The store's border. */
const channelOf = (document: Document | undefined): Channel | undefined =>
  document && (document.value as unknown as Channel)
