/** The public door: train a bot's model, load it, read utterances; and check a regex slot type. */
export { type PatternResult, parseSlotPattern, type SlotPattern } from './pattern/slot-pattern.ts'
export { loadRecogniser } from './recogniser.ts'
export { train } from './train/train.ts'
export type * from './types.ts'
