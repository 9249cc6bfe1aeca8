import { LATEST } from '../../../bots/records.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Workbench } from '../context.ts'
import { assertKendraIndex, refusedHooks } from '../dependencies.ts'
import { botProblem, exceededQuota } from '../rules/bot-rules.ts'
import { intentProblem } from '../rules/intent-rules.ts'
import { countValues, slotTypeProblem } from '../rules/slot-type-rules.ts'
import { patternProblem } from '../saves.ts'
import { find, nameOf } from '../versioned.ts'
import { NOUNS, nameTaken, notFound, quotaReached } from '../words.ts'
import { type ImportItem, type ImportPlan, outsideTypes } from './plan.ts'

/**
 * What makes an import fail before it writes anything: all that can be seen beforehand (spec/lex-models.md §5.3).
 * Conflicts are none of it: they end the import where they are met.
 */
export async function importProblems(plan: ImportPlan, bench: Workbench): Promise<string[]> {
  const reasons = [...plan.problems]
  for (const item of plan.items) {
    reasons.push(...(await itemProblems(item, plan, bench)).map(shownWith(item)))
  }
  const exceeded = exceededQuota({ intents: referencesOf(plan) }, partsOf(plan), bench.quotas)
  if (plan.resourceType === 'BOT' && exceeded) reasons.push(quotaReached(...exceeded).message)
  return reasons
}

const shownWith =
  ({ kind, name }: ImportItem) =>
  (reason: string) =>
    `${NOUNS[kind]} ${name}: ${reason}`

async function itemProblems(
  item: ImportItem,
  plan: ImportPlan,
  bench: Workbench,
): Promise<string[]> {
  const taken = await otherCase(item, bench)
  return [...taken, ...(await contentProblems(item, plan, bench))]
}

/** A name that differs from an existing one only in case is taken under either strategy. */
async function otherCase({ kind, name }: ImportItem, bench: Workbench): Promise<string[]> {
  const { name: existing } = await nameOf(kind, name, bench)
  if (existing === undefined || existing === name) return []
  return [nameTaken(kind, name, existing).message]
}

async function contentProblems(
  item: ImportItem,
  plan: ImportPlan,
  bench: Workbench,
): Promise<string[]> {
  switch (item.kind) {
    case 'slot-type': {
      const problem = slotTypeProblem(item.input, patternProblem)
      const most = bench.quotas.valuesPerSlotType
      const isOver = countValues(item.input.enumerationValues) > most
      const over = quotaReached('values and synonyms in a slot type', most).message
      return [...(problem === undefined ? [] : [problem]), ...(isOver ? [over] : [])]
    }
    case 'intent': {
      const problem = intentProblem(item.input) ?? kendraProblem(item)
      if (problem !== undefined) return [problem]
      return [
        ...(await missingTypes(item, plan, bench)),
        ...(await refusedHooks(item.input, bench)),
      ]
    }
    case 'bot': {
      const problem = botProblem(item.input)
      const existing = await find('bot', item.name, LATEST, bench)
      const isBusy = existing?.status === 'BUILDING'
      return [
        ...(problem === undefined ? [] : [problem]),
        ...(isBusy ? ['It is being built.'] : []),
      ]
    }
  }
}

function kendraProblem({ input }: Extract<ImportItem, { kind: 'intent' }>): string | undefined {
  try {
    assertKendraIndex(input)
    return undefined
  } catch (error) {
    if (error instanceof ServiceError) return error.message
    throw error
  }
}

/** Types that the file does not hold must be in the account; a published intent needs their number. */
async function missingTypes(
  { input, isRoot }: Extract<ImportItem, { kind: 'intent' }>,
  plan: ImportPlan,
  bench: Workbench,
): Promise<string[]> {
  const reasons: string[] = []
  for (const { slotType = '', slotTypeVersion = LATEST } of outsideTypes(input, plan)) {
    const exists = await find('slot-type', slotType, slotTypeVersion, bench)
    if (!exists) reasons.push(notFound('slot-type', slotType, slotTypeVersion).message)
    else if (!isRoot && slotTypeVersion === LATEST) {
      reasons.push(`It refers to ${slotType}:${LATEST}, so that it cannot be published.`)
    }
  }
  return reasons
}

const partsOf = ({ items }: ImportPlan) => ({
  intents: items.flatMap(item => (item.kind === 'intent' ? [item.input] : [])),
  slotTypes: items.flatMap(item => (item.kind === 'slot-type' ? [item.input] : [])),
})

const referencesOf = ({ items }: ImportPlan) =>
  items.flatMap(({ kind, name, version }) => (kind === 'intent' ? [{ name, version }] : []))
