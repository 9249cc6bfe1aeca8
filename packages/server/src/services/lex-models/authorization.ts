import type { Check } from '../../access/check.ts'
import type { Scope } from '../../bots/arns.ts'
import { carriersOf, policiesOn } from '../../bots/resource-policies.ts'
import { check } from '../../operation/check.ts'
import type { Documents } from '../../operation/documents.ts'
import { ACTIONS, type Action, type InputOf, type Row } from './actions.ts'
import { type LexModelsContext, scopeOf } from './context.ts'
import { tagsOf } from './tags.ts'

/** The checks of one action: what the operation of the same name has as its `authorize`. */
export function guarded<A extends Action>(action: A) {
  return (input: InputOf<A>, context: LexModelsContext): readonly Check[] =>
    checksOf(action, input, scopeOf(context), context)
}

/** What decisions need beside the request. */
export type Deciding = Pick<LexModelsContext, 'documents' | 'compiler'>

export function checksOf<A extends Action>(
  action: A,
  input: InputOf<A>,
  caller: Scope,
  { documents, compiler }: Deciding,
): readonly Check[] {
  const row: Row<InputOf<A>> = ACTIONS[action]
  const scope = row.place?.(input) ?? caller
  const { account } = scope
  const tagged = row.tags?.(input)
  const requestTags = row.requestTags?.(input)
  const arns = row.resource(input, scope)
  const own = check(
    row.action ?? `lex:${action}`,
    { arns, account },
    {
      ...(tagged && {
        tags: () => tagsOf(scope, tagged, documents),
        tagPrefixes: ['lex:ResourceTag'],
      }),
      ...(requestTags && requestTags.length > 0 && { requestTags }),
      ...(row.tagKeys && { requestTagKeys: row.tagKeys(input) }),
      ...(arns !== 'any' && {
        policies: () => policiesOn(carriersOf(arns), documents, compiler),
      }),
      context: contextOf(row, input, scope, documents),
    },
  )
  return [own, ...(row.dependent?.(input, scope) ?? [])]
}

function contextOf<Input>(
  row: Row<Input>,
  input: Input,
  scope: Scope,
  documents: Pick<Documents, 'get'>,
): NonNullable<Check['context']> {
  const [name, names = []] = row.associated?.(input) ?? []
  const { channelType } = row
  return {
    ...(name !== undefined && names.length > 0 && { [name]: [...new Set(names)] }),
    ...(channelType && { 'lex:ChannelType': () => channelType(input, scope, documents) }),
  }
}
