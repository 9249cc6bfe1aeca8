import type { Check } from '../../../access/check.ts'
import { LATEST } from '../../../bots/records.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Tag } from '../../../wire/models/lex-models.ts'
import { checksOf } from '../authorization.ts'
import { type LexModelsContext, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { find } from '../versioned.ts'
import type { ImportItem, ImportPlan } from './plan.ts'

/**
 * Who may import: whoever may put what the file holds. Permissions on StartImport itself count for nothing, neither
 * to allow nor to deny (spec/lex-models.md §8.6).
 */

/** What is decided before anything else: the Put of the root. */
export function rootChecks(
  { resourceType, name, intentNames, items }: ImportPlan,
  tags: readonly Tag[],
  context: LexModelsContext,
): readonly Check[] {
  const scope = scopeOf(context)
  const root = items.find(item => item.isRoot)
  switch (resourceType) {
    case 'BOT': {
      const intents = intentNames.map(intentName => ({ intentName, intentVersion: LATEST }))
      const input = { name, tags, intents, locale: 'en-US', childDirected: false } as const
      return checksOf('PutBot', input, scope, context)
    }
    case 'INTENT': {
      const input = root?.kind === 'intent' ? root.input : { name }
      return checksOf('PutIntent', input, scope, context)
    }
    case 'SLOT_TYPE':
      return checksOf('PutSlotType', { name }, scope, context)
  }
}

/**
 * A sentence for each part that the caller may not put, and for each existing one that it may put and not read: who may
 * not put it does not learn whether it exists.
 */
export async function partRefusals(
  { items }: ImportPlan,
  context: LexModelsContext,
): Promise<string[]> {
  const reasons: string[] = []
  for (const item of items) {
    // More are not told.
    if (reasons.length >= LIMITS.importReasons) break
    const denials = item.isRoot ? [] : await denialsOf(putChecks(item, context), context)
    const mayPut = denials.length === 0
    const exists = mayPut && (await find(item.kind, item.name, LATEST, context)) !== undefined
    reasons.push(...denials, ...(exists ? await denialsOf(getChecks(item, context), context) : []))
  }
  return reasons
}

async function denialsOf(checks: readonly Check[], context: LexModelsContext): Promise<string[]> {
  const denials: string[] = []
  for (const check of checks) {
    try {
      await context.authorize(check)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      denials.push(error.message)
    }
  }
  return denials
}

function putChecks(item: ImportItem, context: LexModelsContext): readonly Check[] {
  const scope = scopeOf(context)
  switch (item.kind) {
    case 'bot':
      return checksOf('PutBot', item.input, scope, context)
    case 'intent':
      return checksOf('PutIntent', item.input, scope, context)
    case 'slot-type':
      return checksOf('PutSlotType', item.input, scope, context)
  }
}

function getChecks({ kind, name }: ImportItem, context: LexModelsContext): readonly Check[] {
  const scope = scopeOf(context)
  switch (kind) {
    case 'bot':
      return checksOf('GetBot', { name, versionOrAlias: LATEST }, scope, context)
    case 'intent':
      return checksOf('GetIntent', { name, version: LATEST }, scope, context)
    case 'slot-type':
      return checksOf('GetSlotType', { name, version: LATEST }, scope, context)
  }
}
