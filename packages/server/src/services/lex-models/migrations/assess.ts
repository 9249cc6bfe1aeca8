import { isBuiltin } from '../../../bots/parts.ts'
import type { Bot, Intent } from '../../../bots/records.ts'
import { hooksOf } from '../rules/intent-rules.ts'
import type { Alert } from './records.ts'

/** What the second version of Lex would and would not take over of a bot (spec/lex-models.md §5.5). */
export function assessment(bot: Bot, intents: readonly Intent[]): Alert[] {
  return [...TOPICS.map(topic => topic(bot, intents)).filter(alert => alert.details.length > 0)]
}

type Topic = (bot: Bot, intents: readonly Intent[]) => Alert

const warning = (message: string, details: readonly string[]): Alert => ({
  type: 'WARN',
  message,
  details,
})

const TOPICS: readonly Topic[] = [
  (_, intents) =>
    warning(
      'These built-in intents do not exist in Lex V2; they become custom intents without content.',
      intents.flatMap(({ name, parentIntentSignature: parent }) =>
        parent && !V2_INTENTS.has(parent) ? [`${name} (${parent})`] : [],
      ),
    ),
  (_, intents) =>
    warning(
      'These built-in slot types do not exist in Lex V2; their slots have no type.',
      slotsOf(intents, ({ slotType = '' }) => isBuiltin(slotType) && !V2_SLOT_TYPES.has(slotType)),
    ),
  (bot, intents) =>
    warning(
      'Lex V2 takes three messages of a group; the others are dropped.',
      crowded(bot, intents),
    ),
  (bot, intents) =>
    warning('These have no equivalent in Lex V2 and are not carried over.', [
      ...(bot.clarificationPrompt ? ['clarificationPrompt'] : []),
      ...(bot.abortStatement ? ['abortStatement'] : []),
      ...intents.flatMap(({ name, followUpPrompt }) =>
        followUpPrompt ? [`followUpPrompt of ${name}`] : [],
      ),
    ]),
  (_, intents) =>
    warning(
      'Functions are not migrated, and Lex V2 sends them events of another format.',
      intents.flatMap(intent => hooksOf(intent).map(({ uri }) => `${intent.name}: ${uri}`)),
    ),
  (_, intents) =>
    warning(
      'Kendra indexes are not migrated.',
      intents.flatMap(({ name, kendraConfiguration }) => (kendraConfiguration ? [name] : [])),
    ),
]

function slotsOf(
  intents: readonly Intent[],
  wanted: (slot: NonNullable<Intent['slots']>[number]) => boolean,
): string[] {
  return intents.flatMap(({ name, slots = [] }) =>
    slots.filter(wanted).map(slot => `${name}.${slot.name} (${slot.slotType})`),
  )
}

function crowded(bot: Bot, intents: readonly Intent[]): string[] {
  const said = [
    ['clarificationPrompt', bot.clarificationPrompt] as const,
    ...intents.flatMap(intent => [
      [`confirmationPrompt of ${intent.name}`, intent.confirmationPrompt] as const,
      [`rejectionStatement of ${intent.name}`, intent.rejectionStatement] as const,
      [`conclusionStatement of ${intent.name}`, intent.conclusionStatement] as const,
      ...(intent.slots ?? []).map(
        slot => [`prompt of ${intent.name}.${slot.name}`, slot.valueElicitationPrompt] as const,
      ),
    ]),
  ]
  return said.flatMap(([place, statement]) => {
    const sizes = new Map<number | undefined, number>()
    for (const { groupNumber } of statement?.messages ?? []) {
      sizes.set(groupNumber, (sizes.get(groupNumber) ?? 0) + 1)
    }
    return [...sizes.values()].some(size => size > 3) ? [place] : []
  })
}

const amazon = (names: string) => new Set(names.split(' ').map(name => `AMAZON.${name}`))

const V2_INTENTS = amazon(
  'CancelIntent FallbackIntent HelpIntent KendraSearchIntent PauseIntent RepeatIntent ResumeIntent StartOverIntent StopIntent',
)
const V2_SLOT_TYPES = amazon(
  'Airport AlphaNumeric City Country DATE DURATION EmailAddress FirstName LastName NUMBER Percentage PhoneNumber State StreetName TIME',
)
