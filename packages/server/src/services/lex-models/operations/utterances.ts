import { dayOf, type HeardRow, heardRows } from '../../../bots/heard.ts'
import { LATEST } from '../../../bots/records.ts'
import type { Write } from '../../../store/store.ts'
import { lexModels, NotFoundException } from '../../../wire/models/lex-models.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { mostFrequent, type Tally, tallied } from '../utterances/tally.ts'
import { find } from '../versioned.ts'

const DAY_MS = 24 * 60 * 60_000

/** What users said in the last days, most frequent first (spec/lex-models.md §3.13). An unknown bot heard nothing. */
export const getUtterancesView = operation(lexModels.GetUtterancesView, {
  readOnly: true,
  authorize: guarded('GetUtterancesView'),

  async handle({ botName, botVersions, statusType }, context) {
    const { account, region, documents, clock } = context
    const since = dayOf(clock.now() - LIMITS.utteranceDays * DAY_MS)
    const tallies = new Map<string, Map<string, Tally>>()
    for (const version of botVersions) tallies.set(version, new Map())
    let isKnown = (await find('bot', botName, LATEST, context)) !== undefined
    const signal = context.abandoned()
    for await (const rows of heardRows(documents, account, region, botName)) {
      signal.throwIfAborted()
      for (const row of rows) {
        isKnown = true
        if (row.day < since || row.isMissed !== (statusType === 'Missed')) continue
        const tally = tallies.get(row.version)
        if (tally) tallied(tally, row)
      }
    }
    const utterances = [...tallies].map(([botVersion, tally]) => ({
      botVersion,
      utterances: mostFrequent(tally, LIMITS.utterancesShown),
    }))
    return { botName, utterances: isKnown ? utterances : [] }
  },
})

/** Forgets what a user said, also to a bot that is gone. */
export const deleteUtterances = operation(lexModels.DeleteUtterances, {
  authorize: guarded('DeleteUtterances'),

  async handle({ botName, userId }, context) {
    const { account, region, documents } = context
    for await (const rows of heardRows(documents, account, region, botName, userId)) {
      if (rows.length > 0) await documents.commit(rows.map(deletion))
    }
    if (await find('bot', botName, LATEST, context)) return
    for await (const rows of heardRows(documents, account, region, botName)) {
      if (rows.length > 0) return
    }
    throw NotFoundException(`Bot ${botName} does not exist.`)
  },
})

const deletion = ({ key }: HeardRow): Write => ({ type: 'delete', key })
