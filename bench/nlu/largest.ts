/** A bot at Lex's limits: 250 intents, 200,000 characters of utterances, slots with long lists. */
import type { BotDefinition } from '../../packages/nlu/src/index.ts'
import { definitionOf, type Row, readRows } from './data.ts'

const INTENTS = 250
const CHARACTERS = 200_000

export function largestBot(folder: string): BotDefinition {
  const rows = ['clinc150', 'banking77', 'hwu64'].flatMap(set =>
    readRows(`${folder}/${set}`, 'train.jsonl').map(row => ({
      ...row,
      intent: `${set}.${row.intent}`,
    })),
  )
  const byIntent = [...Map.groupBy(rows, row => row.intent).values()].slice(-INTENTS)
  const chosen: Row[] = []
  let characters = 0
  for (let turn = 0; turn < 100; turn++)
    for (const own of byIntent) {
      const row = own[turn]
      if (!row || characters + row.text.length > CHARACTERS) continue
      characters += row.text.length
      chosen.push(row)
    }
  return definitionOf(chosen)
}
