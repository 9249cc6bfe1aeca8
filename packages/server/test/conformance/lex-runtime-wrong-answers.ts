import { delegate } from './lex-runtime-hooks.ts'

/** What a code hook may answer in a wrong shape or meaning (spec/lex-runtime.md §3.3). */

export const MESSAGE = { contentType: 'PlainText', content: 'Hm.' }
export const SLOT = { type: 'ElicitSlot', intentName: 'Feel', slotToElicit: 'Mood', slots: {} }
export const CONFIRM = { type: 'ConfirmIntent', intentName: 'Feel', slots: {}, message: MESSAGE }
const CLOSE = { type: 'Close', fulfillmentState: 'Fulfilled' }
const beside = (members: object) => ({ ...members, dialogAction: CLOSE })
const CONTEXT = { name: 'one', parameters: {}, timeToLive: {} }
const RECENT = { intentName: 'Feel', dialogActionType: 'Close' }
const ONE_OF = 'expected one of '
const NOT_ONE = 'Can not construct instance of IntentResponse'
const NO_ACTION = `${NOT_ONE}, problem: The validated object is null`
const ACTIONS = `${ONE_OF}Close, ConfirmIntent, Delegate, ElicitIntent, ElicitSlot`
const FORMATS = `${ONE_OF}PlainText, SSML, CustomPayload`
const unknown = (member: string, type: string) =>
  `Unrecognized field "${member}" (class ${type}DialogAction), not marked as ignorable`

/** Answers of a wrong shape or meaning, and what the client is told of each. */
export const WRONG: readonly [answer: unknown, problem: string][] = [
  ['Fulfilled', NOT_ONE],
  [42, NOT_ONE],
  [true, NOT_ONE],
  [[], NOT_ONE],
  [{}, NO_ACTION],
  [{ dialogAction: null }, NO_ACTION],
  [{ DialogAction: CLOSE }, NO_ACTION],
  [{ dialogAction: 'Close' }, 'Can not construct instance of DialogAction'],
  [{ dialogAction: [CLOSE] }, 'Can not construct instance of DialogAction'],
  [{ dialogAction: {} }, ACTIONS],
  [{ dialogAction: { type: 'close' } }, ACTIONS],
  [{ dialogAction: { type: ['Close'] } }, ACTIONS],
  [{ dialogAction: { ...CLOSE, intentName: 'Feel' } }, unknown('intentName', 'Close')],
  [{ dialogAction: { ...CLOSE, slots: {} } }, unknown('slots', 'Close')],
  [{ dialogAction: { type: 'Close' } }, `${ONE_OF}Fulfilled, Failed`],
  [
    { dialogAction: { type: 'Close', fulfillmentState: 'ReadyForFulfillment' } },
    `${ONE_OF}Fulfilled, Failed`,
  ],
  [{ dialogAction: { ...CLOSE, message: 'Done.' } }, 'message is no message'],
  [{ dialogAction: { ...CLOSE, message: { content: 'Done.' } } }, FORMATS],
  [{ dialogAction: { ...CLOSE, message: { ...MESSAGE, contentType: 'Composite' } } }, FORMATS],
  [{ dialogAction: { ...CLOSE, message: { ...MESSAGE, content: '' } } }, 'message has no content'],
  [{ dialogAction: { ...CLOSE, message: { ...MESSAGE, content: 7 } } }, 'message has no content'],
  [
    { dialogAction: { ...CLOSE, message: { ...MESSAGE, content: 'x'.repeat(1025) } } },
    'message is longer than 1024 characters',
  ],
  [
    { dialogAction: { ...CLOSE, responseCard: 'card' } },
    'responseCard is no generic response card',
  ],
  [
    { dialogAction: { ...CLOSE, responseCard: { genericAttachments: [{ title: 1 }] } } },
    'responseCard is no generic response card',
  ],
  [
    { dialogAction: { ...delegate().dialogAction, responseCard: null } },
    unknown('responseCard', 'Delegate'),
  ],
  [
    { dialogAction: { ...delegate().dialogAction, message: MESSAGE } },
    unknown('message', 'Delegate'),
  ],
  [{ dialogAction: { type: 'Delegate' } }, 'slots is no map'],
  [{ dialogAction: { type: 'Delegate', slots: [] } }, 'slots is no map'],
  [delegate({ Colour: 'red' }), 'slots names no slot of the intent Feel'],
  [
    JSON.parse('{"dialogAction":{"type":"Delegate","slots":{"__proto__":"x"}}}'),
    'slots names no slot of the intent Feel',
  ],
  [
    { dialogAction: { type: 'Delegate', slots: { Mood: { value: 'sad' } } } },
    'slots holds a value that is no string',
  ],
  [{ dialogAction: { type: 'ElicitIntent', slots: {} } }, unknown('slots', 'ElicitIntent')],
  [{ dialogAction: { ...SLOT, intentName: 'Fly' } }, 'intentName names no intent of the bot'],
  [{ dialogAction: { ...SLOT, intentName: undefined } }, 'intentName names no intent of the bot'],
  [
    { dialogAction: { ...SLOT, slotToElicit: 'mood' } },
    'slotToElicit names no slot of the intent Feel',
  ],
  [
    { dialogAction: { ...SLOT, slotToElicit: undefined } },
    'slotToElicit names no slot of the intent Feel',
  ],
  [{ dialogAction: { ...SLOT, slots: null } }, 'slots is no map'],
  [
    { dialogAction: { ...SLOT, fulfillmentState: 'Failed' } },
    unknown('fulfillmentState', 'ElicitSlot'),
  ],
  [
    { dialogAction: { ...SLOT, intentName: 'Aid' } },
    'ElicitSlot is not for the built-in intent AMAZON.HelpIntent',
  ],
  [{ dialogAction: { ...CONFIRM, intentName: '' } }, 'intentName names no intent of the bot'],
  [{ dialogAction: { ...CONFIRM, slots: undefined } }, 'slots is no map'],
  [
    { dialogAction: { ...CONFIRM, slotToElicit: 'Mood' } },
    unknown('slotToElicit', 'ConfirmIntent'),
  ],
  [beside({ sessionAttributes: [] }), 'sessionAttributes is no map'],
  [
    beside({ sessionAttributes: { a: { b: 'c' } } }),
    'sessionAttributes holds a value that is no string',
  ],
  [beside({ activeContexts: CONTEXT }), 'activeContexts is no list of at most 20 objects'],
  [
    beside({ activeContexts: Array.from({ length: 21 }, () => CONTEXT) }),
    'activeContexts is no list of at most 20 objects',
  ],
  [
    beside({ activeContexts: [{ ...CONTEXT, name: '1' }] }),
    'activeContexts holds a context without a valid name',
  ],
  [
    beside({ activeContexts: [{ ...CONTEXT, timeToLive: undefined }] }),
    'the context one has no timeToLive',
  ],
  [
    beside({ activeContexts: [{ ...CONTEXT, timeToLive: { turnsToLive: 21 } }] }),
    'turnsToLive is no number from 0 to 20',
  ],
  [
    beside({ recentIntentSummaryView: [RECENT, RECENT, RECENT, RECENT] }),
    'recentIntentSummaryView is no list of at most 3 objects',
  ],
  [
    beside({ recentIntentSummaryView: [{ ...RECENT, intentName: 'Fly' }] }),
    'intentName names no intent of the bot',
  ],
  [
    beside({ recentIntentSummaryView: [{ ...RECENT, checkpointLabel: 'a b' }] }),
    'recentIntentSummaryView holds an invalid checkpointLabel',
  ],
  [beside({ recentIntentSummaryView: [{ ...RECENT, dialogActionType: 'x' }] }), ACTIONS],
]
