import { QUOTAS as IAM } from './services/iam/limits.ts'
import { QUOTAS as LEX_MODELS } from './services/lex-models/limits.ts'
import { LIMITS as LEX_RUNTIME } from './services/lex-runtime/limits.ts'

/** The quotas that an operator may set, with the defaults of AWS. */
const ADJUSTABLE = {
  iam: IAM,
  'lex-models': LEX_MODELS,
  'lex-runtime': {
    conversationsOnLatest: LEX_RUNTIME.conversationsOnLatest,
    conversationsOnAlias: LEX_RUNTIME.conversationsOnAlias,
  },
} as const

type Adjustable = typeof ADJUSTABLE
export type Quotas = {
  readonly [S in keyof Adjustable]: { readonly [Q in keyof Adjustable[S]]: number }
}

/**
 * The quotas of every service, the operator's over the defaults.
 * @param changes `service.name` → number, as `--quotas` gives them
 * @throws Error that names the first quota there is not
 */
export function quotasOf(changes: ReadonlyMap<string, number>): Quotas {
  const all = Object.entries(ADJUSTABLE).map(([service, defaults]) => {
    const quotas = Object.entries(defaults).map(([name, value]) => {
      return [name, changes.get(`${service}.${name}`) ?? value] as const
    })
    return [service, Object.fromEntries(quotas)] as const
  })
  const known = all.flatMap(([service, quotas]) =>
    Object.keys(quotas).map(name => `${service}.${name}`),
  )
  const unknown = [...changes.keys()].find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(`there is no quota \`${unknown}\`; there are ${known.join(', ')}`)
  }
  return Object.fromEntries(all) as Quotas
}
