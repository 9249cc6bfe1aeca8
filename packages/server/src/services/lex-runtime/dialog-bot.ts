import { type Intent, LATEST } from '../../bots/records.ts'
import type { RunnableBot } from '../../bots/runnable.ts'
import {
  DEFAULT_SWITCHES,
  type DialogBot,
  type DialogIntent,
  type DialogSlot,
} from '../../dialog/bot.ts'
import type { Slot } from '../../wire/models/lex-models.ts'

/** A built bot as turns need it. The same bot gives the same object. */
export interface TalkingBot {
  readonly runnable: RunnableBot
  readonly dialog: DialogBot
  /** Changes with every build of `$LATEST`, and with every new bot of an old name. */
  readonly build: string
  /** Children's words and those to bots that hide a slot are never kept (spec/lex-models.md §3.13). */
  readonly isDiscreet: boolean
}

export function talkingBot(runnable: RunnableBot): TalkingBot {
  const known = made.get(runnable)
  if (known) return known
  const { bot } = runnable
  const dialog = dialogBot(runnable)
  const talking: TalkingBot = {
    runnable,
    dialog,
    build: bot.version === LATEST ? `${bot.createdAt}.${bot.buildNumber}` : String(bot.createdAt),
    isDiscreet: bot.childDirected || [...dialog.intents.values()].some(hidesSlot),
  }
  made.set(runnable, talking)
  return talking
}

const made = new WeakMap<RunnableBot, TalkingBot>()

const hidesSlot = ({ slots }: DialogIntent) => slots.some(({ obfuscated }) => obfuscated)

function dialogBot({ bot, intents, recogniser, exactOnly }: RunnableBot): DialogBot {
  return {
    name: bot.name,
    version: bot.version,
    locale: bot.locale,
    modelImprovements: bot.enableModelImprovements || !OPT_IN_REGIONS.has(bot.region),
    confidenceThreshold: bot.nluIntentConfidenceThreshold ?? DEFAULT_THRESHOLD,
    clarificationPrompt: bot.clarificationPrompt,
    abortStatement: bot.abortStatement,
    idleSeconds: bot.idleSessionSeconds,
    timeZone: TIME_ZONES[bot.region] ?? 'UTC',
    intents: new Map(intents.map(intent => [intent.name, dialogIntent(intent)])),
    recogniser,
    exactOnly,
    switches: DEFAULT_SWITCHES,
  }
}

/** Value when a bot does not say (spec/lex-runtime.md §4.2). */
const DEFAULT_THRESHOLD = 0.4

/** Where scores and contexts have to be asked for; everywhere else they are always on (§4.2). */
const OPT_IN_REGIONS: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-west-2',
  'ap-southeast-2',
  'eu-west-1',
])

/** Where `today` is when a request does not say (§4.4). */
const TIME_ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'America/New_York',
  'us-west-2': 'America/Los_Angeles',
  'ap-southeast-1': 'Asia/Singapore',
  'ap-southeast-2': 'Australia/Sydney',
  'ap-northeast-1': 'Asia/Tokyo',
  'eu-central-1': 'Europe/Berlin',
  'eu-west-1': 'Europe/Dublin',
  'eu-west-2': 'Europe/London',
}

function dialogIntent(intent: Intent): DialogIntent {
  const { fulfillmentActivity } = intent
  const isHook = fulfillmentActivity.type === 'CodeHook'
  return {
    name: intent.name,
    parentSignature: intent.parentIntentSignature,
    slots: (intent.slots ?? []).map(dialogSlot),
    confirmationPrompt: intent.confirmationPrompt,
    rejectionStatement: intent.rejectionStatement,
    followUpPrompt: intent.followUpPrompt,
    conclusionStatement: intent.conclusionStatement,
    dialogHook: intent.dialogCodeHook?.uri,
    fulfillmentHook: isHook ? fulfillmentActivity.codeHook?.uri : undefined,
    kendra: intent.kendraConfiguration,
    inputContexts: (intent.inputContexts ?? []).map(({ name }) => name),
    outputContexts: intent.outputContexts ?? [],
  }
}

function dialogSlot(slot: Slot): DialogSlot {
  return {
    name: slot.name,
    type: slot.slotType ?? '',
    required: slot.slotConstraint === 'Required',
    priority: slot.priority ?? 0,
    prompt: slot.valueElicitationPrompt,
    responseCard: slot.responseCard,
    sampleUtterances: slot.sampleUtterances ?? [],
    defaultValues: (slot.defaultValueSpec?.defaultValueList ?? []).map(one => one.defaultValue),
    obfuscated: slot.obfuscationSetting === 'DEFAULT_OBFUSCATION',
  }
}
