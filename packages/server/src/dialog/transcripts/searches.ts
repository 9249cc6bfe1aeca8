import { D, delegate, S, said, type Transcript } from './notation.ts'

const faq = {
  ResultItems: [
    {
      Type: 'QUESTION_ANSWER',
      DocumentTitle: { Text: 'What is Lex?' },
      DocumentExcerpt: { Text: 'A service for bots.' },
    },
  ],
}
const nothing = { ResultItems: [] }
const answered = {
  state: 'Fulfilled' as const,
  intent: 'KendraSearch',
  asks: null,
  message: 'FAQ: What is Lex? - A service for bots.',
}
const fellBack = {
  state: 'ReadyForFulfillment' as const,
  intent: 'Fallbk',
  asks: null,
  message: null,
}
const searched = { intentName: 'KendraSearch', fulfillmentState: 'Fulfilled' }

export const SEARCHES: readonly Transcript[] = [
  {
    number: 37,
    aim: 'a question that the index answers',
    bot: 'KD',
    turns: [
      said('what is lex?', answered, { calls: [S(faq, { QueryText: 'what is lex?' })] }),
      said(
        'gibberish',
        { state: 'ElicitIntent', intent: null, asks: null, message: 'Pardon?' },
        { calls: [S(nothing)] },
      ),
      said('gibberish', fellBack, { calls: [S(nothing)] }),
    ],
  },
  {
    number: 37,
    aim: 'the query of the dialog hook',
    bot: 'KD, dialog hook',
    turns: [
      said('what is lex?', answered, {
        calls: [
          D(
            {
              dialogAction: {
                type: 'Delegate',
                slots: {},
                kendraQueryRequestPayload: '{"QueryText":"lex","PageSize":3}',
                kendraQueryFilterString: '{"EqualsTo":{"Key":"a","Value":{"StringValue":"b"}}}',
              },
            },
            { currentIntent: { name: 'KendraSearch', slots: {} }, kendraResponse: null },
          ),
          S(faq, { QueryText: 'lex', PageSize: 3 }),
        ],
      }),
      said('what is lex?', answered, {
        calls: [
          D({
            dialogAction: {
              type: 'Delegate',
              slots: {},
              kendraQueryFilterString: '{"EqualsTo":{"Key":"a"}}',
            },
          }),
          S(faq, { QueryText: 'what is lex?', AttributeFilter: { EqualsTo: { Key: 'a' } } }),
        ],
      }),
      said(
        'what is lex?',
        { fails: 'DependencyFailedException', metric: 'KendraSystemErrors' },
        {
          calls: [
            D({ dialogAction: { type: 'Delegate', slots: {}, kendraQueryRequestPayload: '[' } }),
          ],
        },
      ),
      said('hello', { state: 'ReadyForFulfillment', intent: 'RequiredIntent' }),
      said('what is lex?', { state: 'Fulfilled' }, { calls: [D(delegate({})), S(faq)] }),
    ],
  },
  {
    number: 37,
    aim: 'a question in the middle of an order',
    bot: 'PK',
    turns: [
      said('i want to order a pizza', { state: 'ElicitSlot', intent: 'OrderPizza', asks: 'size' }),
      said(
        'what is a pizza?',
        {
          ...answered,
          recent: [searched, { intentName: 'OrderPizza', slotToElicit: 'size' }],
        },
        { calls: [S(faq)] },
      ),
      said('large', {
        state: 'ElicitSlot',
        intent: 'OrderPizza',
        asks: 'pizzaKind',
        slots: { size: 'large' },
        recent: [{ intentName: 'OrderPizza' }, searched],
      }),
      said(
        'gibberish',
        { state: 'ElicitSlot', intent: 'OrderPizza', asks: 'pizzaKind' },
        { calls: [S(nothing)] },
      ),
      said(
        'gibberish',
        {
          ...fellBack,
          recent: [
            { intentName: 'Fallbk' },
            { intentName: 'OrderPizza', dialogActionType: 'Close', fulfillmentState: 'Failed' },
            searched,
          ],
        },
        { calls: [S(nothing)] },
      ),
    ],
  },
]
