import type { Json } from '../kernel/json.ts'
import type { FulfillmentState, Slots, Words } from './session.ts'

/** What a function orders, once it is known to be valid (spec/lex-runtime.md §3.3). PutSession orders the same. */
export type DialogAction =
  | { readonly type: 'Close'; readonly fulfillmentState: FulfillmentState; readonly words: Words }
  | {
      readonly type: 'ConfirmIntent'
      readonly intentName: string
      readonly slots: Slots
      readonly words: Words
    }
  | {
      readonly type: 'Delegate'
      readonly slots: Slots
      readonly kendraQueryRequestPayload?: Json
      readonly kendraQueryFilterString?: Json
    }
  | { readonly type: 'ElicitIntent'; readonly words: Words }
  | {
      readonly type: 'ElicitSlot'
      readonly intentName: string
      readonly slotToElicit: string
      readonly slots: Slots
      readonly words: Words
    }

export const NO_WORDS: Words = { message: null, card: null }
