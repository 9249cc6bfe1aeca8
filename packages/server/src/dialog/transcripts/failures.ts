import { D, delegate, said, type Transcript, type TranscriptTurn } from './notation.ts'

const MORNING = '2017-03-17T14:00:00Z'
const ORDER = 'i would like to order some flowers'
const none = { FlowerType: null, PickupDate: null, PickupTime: null }

/** A function that fails in one way, in the middle of a conversation that then goes on. */
const failing = (
  aim: string,
  returns: Parameters<typeof D>[0],
  expect: TranscriptTurn['expect'],
): Transcript => ({
  number: 30,
  aim,
  bot: 'FLH',
  clock: MORNING,
  turns: [
    said(ORDER, { asks: 'FlowerType' }, { calls: [D(delegate(none))] }),
    said('roses', expect, { attributes: { lost: 'yes' }, calls: [D(returns)] }),
    said(
      'tulips',
      { asks: 'PickupDate', slots: { FlowerType: 'tulips' }, attributes: null, newSession: false },
      { calls: [D(delegate({ ...none, FlowerType: 'tulips' }))] },
    ),
  ],
})

const dependency = { fails: 'DependencyFailedException' } as const

/** Rows of spec/lex-runtime.md §3.5, of which #30 is a part. */
export const FAILURES: readonly Transcript[] = [
  failing(
    'throws',
    { failure: { kind: 'function-error', type: 'Unhandled' } },
    {
      ...dependency,
      because: 'Invalid Lambda Response: Received error response from Lambda: Unhandled',
      metric: 'RuntimeLambdaErrors',
    },
  ),
  failing(
    'reports an error',
    { failure: { kind: 'function-error', type: 'Handled' } },
    { ...dependency, because: 'Lambda: Handled', metric: 'RuntimeLambdaErrors' },
  ),
  failing(
    'may not be invoked',
    { failure: { kind: 'no-permission' } },
    { ...dependency, metric: 'RuntimeLambdaErrors' },
  ),
  failing(
    'is missing',
    { failure: { kind: 'no-such-function' } },
    { ...dependency, metric: 'RuntimeLambdaErrors' },
  ),
  failing('returns null', null, {
    ...dependency,
    because: 'Invalid Lambda Response: Received null response from Lambda',
    metric: 'RuntimeInvalidLambdaResponses',
  }),
  failing(
    'returns an empty object',
    {},
    {
      ...dependency,
      because: 'The validated object is null',
      metric: 'RuntimeInvalidLambdaResponses',
    },
  ),
  failing(
    'delegates with a card',
    { dialogAction: { type: 'Delegate', slots: none, responseCard: {} } },
    {
      ...dependency,
      because:
        'Unrecognized field "responseCard" (class DelegateDialogAction), not marked as ignorable',
    },
  ),
  failing(
    'does not answer in time',
    { failure: { kind: 'timeout' } },
    { ...dependency, metric: 'RuntimeLambdaErrors' },
  ),
  failing('returns too much', 'x'.repeat(26 * 1024), {
    ...dependency,
    because: 'Lambda response exceeds maximum size (26624 vs. 25K)',
    metric: 'RuntimeInvalidLambdaResponses',
  }),
  failing(
    'returns too many attributes',
    delegate(none, { sessionAttributes: { a: 'x'.repeat(12 * 1024) } }),
    { ...dependency, metric: 'RuntimeInvalidLambdaResponses' },
  ),
  failing(
    'is at its limit',
    { failure: { kind: 'throttled' } },
    { fails: 'LimitExceededException', metric: 'RuntimeThrottledEvents' },
  ),
  failing(
    'cannot be run by its service',
    { failure: { kind: 'unavailable' } },
    { fails: 'BadGatewayException', metric: 'RuntimeLambdaErrors' },
  ),
  failing('returns no JSON', 'nothing', {
    ...dependency,
    because: 'Received invalid response',
    metric: 'RuntimeInvalidLambdaResponses',
  }),
  failing('names an unknown slot', delegate({ Colour: 'red' }), {
    ...dependency,
    because: 'Received invalid response',
  }),
  failing(
    'names an unknown intent',
    { dialogAction: { type: 'ConfirmIntent', intentName: 'OrderTrees', slots: {} } },
    { ...dependency, because: 'intentName names no intent of the bot' },
  ),
  failing('leaves out the slots', { dialogAction: { type: 'Delegate' } }, dependency),
  failing(
    'returns an object as attribute',
    delegate(none, { sessionAttributes: { a: { b: 'c' } } }),
    dependency,
  ),
  {
    number: 30,
    aim: 'asks for an intent, and neither it nor the bot has a word for it',
    bot: 'FLH, no clarification',
    clock: MORNING,
    turns: [
      said(ORDER, { asks: 'FlowerType' }, { calls: [D(delegate(none))] }),
      said(
        'roses',
        {
          fails: 'BadRequestException',
          because: 'No usable messages',
          metric: 'RuntimeUserErrors',
        },
        { calls: [D({ dialogAction: { type: 'ElicitIntent' } })] },
      ),
    ],
  },
]
