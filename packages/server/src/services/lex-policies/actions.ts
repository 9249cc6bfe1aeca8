import { matchesGlob } from '@parley/policy'
import type { Target } from './target.ts'

/** The actions whose resource is of a kind (spec/lex-models.md §8.4): what a policy on it may speak of. */
const BOT =
  words(`CreateBotVersion DeleteBot DeleteBotVersion DeleteUtterances GetBot GetBotVersions GetExport
  GetUtterancesView PutBot StartMigration ListTagsForResource TagResource UntagResource
  PostText PostContent PutSession GetSession DeleteSession`)
const ALIAS =
  words(`GetBot GetBotAlias PutBotAlias DeleteBotAlias ListTagsForResource TagResource UntagResource
  PostText PostContent PutSession GetSession DeleteSession`)
const POLICY =
  words(`CreateResourcePolicy UpdateResourcePolicy DescribeResourcePolicy DeleteResourcePolicy
  CreateResourcePolicyStatement DeleteResourcePolicyStatement`)

const FITTING: Readonly<Record<Target['kind'], readonly string[]>> = {
  // A policy of the bot speaks of its versions and aliases, too.
  bot: [...BOT, ...ALIAS, ...POLICY],
  'bot-version': [...BOT, ...POLICY],
  alias: [...ALIAS, ...POLICY],
  intent: [
    ...words('CreateIntentVersion DeleteIntent DeleteIntentVersion GetExport GetIntent'),
    ...words('GetIntentVersions PutIntent'),
    ...POLICY,
  ],
  'slot-type': [
    ...words('CreateSlotTypeVersion DeleteSlotType DeleteSlotTypeVersion GetExport GetSlotType'),
    ...words('GetSlotTypeVersions PutSlotType'),
    ...POLICY,
  ],
}

/** Whether an action, which may have wildcards, names at least one that is asked on such a resource. */
export function fits(action: string, kind: Target['kind']): boolean {
  const pattern = action.toLowerCase()
  return FITTING[kind].some(name => matchesGlob(pattern, `lex:${name.toLowerCase()}`))
}

function words(text: string): string[] {
  return text.split(/\s+/)
}
