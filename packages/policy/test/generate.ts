/** Random policy sets, and requests made from their own strings so that they often match. */
import { type Choices, choices } from './random.ts'
import {
  CALLERS,
  FOREIGN,
  KEYS,
  type Key,
  NAMED,
  OPERATORS,
  OWN,
  PINS,
  POLICY_DATES,
  THEMES,
  type Theme,
} from './world.ts'

/** A case as plain JSON: what is printed when the two evaluators disagree, and what can be run again. */
export interface Case {
  readonly policies: PoliciesJson
  readonly requests: readonly RequestJson[]
}

export interface PoliciesJson {
  readonly identity: readonly PolicyJson[]
  readonly resource: readonly PolicyJson[]
  readonly endpoint: readonly PolicyJson[]
  readonly boundary?: PolicyJson
  readonly session?: readonly PolicyJson[]
  readonly scp: readonly (readonly PolicyJson[])[]
  readonly rcp: readonly (readonly PolicyJson[])[]
}

export type Kind =
  | 'identity'
  | 'boundary'
  | 'session'
  | 'resource'
  | 'trust'
  | 'scp'
  | 'rcp'
  | 'endpoint'

export interface PolicyJson {
  readonly kind: Kind
  /** Stored documents may have a version that would be refused today. */
  readonly version: '2008-10-17' | '2012-10-17'
  readonly statements: readonly Json[]
  readonly pinned: Readonly<Record<string, string>>
}

export type Json = Readonly<Record<string, unknown>>

export interface RequestJson {
  readonly principal: (typeof CALLERS)[number]
  readonly action: string
  readonly resource: {
    readonly arns: readonly string[] | 'any'
    readonly account: string
    readonly trustsAccount: boolean
    readonly publicAccess?: 'restricted'
  }
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

/** @param requests how many are asked of the set */
export function generateCase(seed: number, requests: number): Case {
  const random = choices(seed)
  const theme = random.pick(THEMES)
  const make = new Maker(random, theme)
  const policies = make.policies()
  // Contexts are shared between requests: the same values meet several callers and resources.
  const contexts = random.some(4, 12, () => make.context())
  const request = () => make.request(random.pick(contexts))
  return { policies, requests: random.some(requests, requests, request) }
}

class Maker {
  private readonly random: Choices
  private readonly theme: Theme
  private readonly used: Key[] = []
  private readonly actions: string[] = []
  private readonly resources: string[] = []

  constructor(random: Choices, theme: Theme) {
    this.random = random
    this.theme = theme
  }

  policies(): PoliciesJson {
    const { random, theme } = this
    const several = (kind: Kind, min: number, max: number) =>
      random.some(min, max, () => this.policy(kind))
    const levels = (kind: 'scp' | 'rcp') =>
      random.percent(82) ? [] : random.some(1, 3, () => this.level(kind))
    return {
      identity: several('identity', 0, 3),
      resource: random.percent(55) ? several(theme.resourceKind, 1, 2) : [],
      endpoint: random.percent(92) ? [] : several('endpoint', 1, 2),
      ...(random.percent(20) && { boundary: this.policy('boundary') }),
      ...(random.percent(20) && { session: several('session', 0, 2) }),
      scp: levels('scp'),
      rcp: levels('rcp'),
    }
  }

  private level(kind: 'scp' | 'rcp'): PolicyJson[] {
    const { random } = this
    const all = { Effect: 'Allow', Action: '*', Resource: '*' }
    const full = kind === 'rcp' ? { ...all, Principal: '*' } : all
    const plain = { kind, version: '2012-10-17', pinned: {} } as const
    const open = random.percent(90) ? [{ ...plain, statements: [full] }] : []
    return random.percent(50) ? open : [...open, this.policy(kind)]
  }

  private policy(kind: Kind): PolicyJson {
    const { random } = this
    const statements = random.some(1, 4, () => this.statement(kind))
    const pins = [...PINS].filter(() => random.percent(40))
    return {
      kind,
      version: random.percent(88) ? '2012-10-17' : '2008-10-17',
      statements,
      pinned: Object.fromEntries(pins.map(([arn, ids]) => [arn, random.pick(ids)])),
    }
  }

  private statement(kind: Kind): Json {
    const { random } = this
    // Resource control policies of customers deny only.
    const effect = kind !== 'rcp' && random.percent(72) ? 'Allow' : 'Deny'
    const narrow = effect === 'Deny'
    const principal = this.principal(kind, effect)
    // A trust policy that names Cognito must have conditions.
    const needsCondition = kind === 'trust' && JSON.stringify(principal).includes('cognito')
    return {
      Effect: effect,
      ...principal,
      ...this.element('Action', kind === 'rcp' || kind === 'trust' ? 0 : 10, () =>
        this.actionPattern(kind, narrow),
      ),
      ...(kind !== 'trust' && this.resource(narrow)),
      ...((needsCondition || random.percent(narrow ? 60 : 35)) && { Condition: this.condition() }),
    }
  }

  private resource(narrow: boolean): Json {
    if (this.random.percent(3)) return { Resource: this.crowd() }
    return this.element('Resource', 10, () => this.resourcePattern(narrow))
  }

  private element(name: string, negated: number, make: () => string): Json {
    const { random } = this
    const list = random.percent(50) ? make() : random.some(1, 3, make)
    return { [random.percent(negated) ? `Not${name}` : name]: list }
  }

  private principal(kind: Kind, effect: string): Json {
    const { random } = this
    if (kind === 'rcp') return { Principal: '*' }
    if (kind !== 'resource' && kind !== 'trust' && kind !== 'endpoint') return {}
    const negated = effect === 'Deny' && kind !== 'trust' && random.percent(25)
    const star = kind === 'trust' ? { AWS: '*' } : random.pick<unknown>(['*', { AWS: '*' }])
    if (!negated && random.percent(kind === 'endpoint' ? 80 : 20)) return { Principal: star }
    const types = kind === 'trust' ? ['AWS', 'Service', 'Federated'] : undefined
    const usable = NAMED.filter(([type]) => types?.includes(type) ?? true)
    const named: Record<string, string[]> = {}
    for (const [type, value] of random.some(1, 4, () => random.pick(usable))) {
      named[type] = [...(named[type] ?? []), value]
    }
    return { [negated ? 'NotPrincipal' : 'Principal']: named }
  }

  private actionPattern(kind: Kind, narrow: boolean): string {
    const { random, theme } = this
    const action =
      kind === 'trust' || random.percent(94)
        ? random.pick(theme.actions)
        : random.pick(random.pick(THEMES).actions)
    this.actions.push(action)
    const [service = '', name = ''] = action.split(':')
    const cut = random.number(name.length)
    const forms = [
      action,
      `${service}:${name.slice(0, cut)}*`,
      `${service}:*${name.slice(cut)}`,
      `${service}:${name.slice(0, cut)}?${name.slice(cut + 1)}`,
      action.toUpperCase(),
      `${service}:*`,
      ...(kind === 'rcp' || kind === 'trust' ? [] : ['*']),
    ]
    return narrow && random.percent(50) ? action : random.pick(forms)
  }

  private resourcePattern(narrow: boolean): string {
    const { random, theme } = this
    if (random.percent(narrow ? 15 : 40)) return random.pick(['*', '*', '*', '**'])
    const arn = random.percent(94)
      ? random.pick(theme.resources)
      : random.pick(random.pick(THEMES).resources)
    this.resources.push(arn)
    const pieces = arn.split(':')
    const heads = pieces.slice(0, 5)
    const tail = pieces.slice(5).join(':')
    const cut = random.number(tail.length + 1)
    const head = heads.join(':')
    const wide = ['iam', 's3'].includes(heads[2] ?? '')
      ? head
      : [...heads.slice(0, 3), '*', '*'].join(':')
    const isIam = heads[2] === 'iam'
    const partly = isIam ? Math.max(cut, tail.indexOf('/') + 1) : cut
    return random.pick([
      arn,
      arn,
      `${head}:${tail.slice(0, partly)}*`,
      `${wide}:${tail.slice(0, partly)}*`,
      `${wide}:${tail.slice(0, partly)}?${tail.slice(partly + 1)}`,
      isIam ? arn : `${head}:*${tail.slice(cut)}`,
      isIam ? arn : `${head}:${tail.slice(0, cut)}*${tail.slice(cut + 2)}*`,
      `${head}:${tail.replaceAll('alice', '${aws:username}')}`,
      `${head}:${tail.replaceAll(/Order|k1|target|k$|f$/g, "${aws:PrincipalTag/t, 'Order'}")}`,
      `${head}:${tail.replaceAll('*', '${*}')}`,
      `${head}:${tail}\${aws:TagKeys}`,
      `${head}:${tail.slice(0, partly)}?*\${aws:username}*`,
      `arn:aws:${heads[2]}`,
      `arn:aws:${heads[2]}:*`,
      isIam ? arn : `arn:aws:${heads[2]}:*:${tail}`,
      `${heads.slice(0, 4).join(':')}:\${aws:PrincipalAccount}:${tail}`,
    ])
  }

  /** So many patterns that they are looked up instead of tried; few of them fit anything. */
  private crowd(): string[] {
    const { random, theme } = this
    const arn = random.pick(theme.resources)
    this.resources.push(arn, arn, arn)
    const head = `${arn.split(':').slice(0, 5).join(':')}:`
    const tail = arn.slice(head.length)
    // IAM must see what kind of resource is meant.
    const least = head.includes(':iam:') ? tail.indexOf('/') + 1 : 0
    const cut = least + random.number(3)
    return random.some(20, 60, () => {
      const from = cut + random.number(tail.length - cut + 1)
      const middle = tail.slice(from, from + 3 + random.number(6))
      const other = random.percent(85) ? `${middle}${random.number(40)}` : middle
      const start = tail.slice(0, random.percent(85) ? cut : tail.length)
      return (
        head + start + random.pick([`*${other}*`, `*${other}`, `${other}*`, other, `?*${other}*`])
      )
    })
  }

  private condition(): Json {
    const { random } = this
    const condition: Record<string, Record<string, unknown>> = {}
    for (let n = random.pick([1, 1, 1, 2, 3]); n > 0; n--) {
      const family = random.pick(Object.keys(KEYS))
      const key = random.pick(
        KEYS[random.percent(94) ? family : random.pick(Object.keys(KEYS))] ?? [],
      )
      this.used.push(key)
      const operator = this.operator(family, key.many)
      const block = (condition[operator] ??= {})
      const taken = Object.keys(block).some(name => name.toLowerCase() === key.name.toLowerCase())
      if (!taken)
        block[random.percent(80) ? key.name : key.name.toUpperCase()] = this.wanted(
          operator,
          family,
          key,
        )
    }
    return condition
  }

  private operator(family: string, many: boolean): string {
    const { random } = this
    if (random.percent(8)) return random.pick(['Null', 'Null', 'ForAnyValue:Null'])
    const base = random.pick(OPERATORS[family] ?? ['StringEquals'])
    const set = random.percent(many ? 85 : 12) ? random.pick(['ForAllValues:', 'ForAnyValue:']) : ''
    const name = `${set}${base}${random.percent(18) ? 'IfExists' : ''}`
    return random.percent(90) ? name : name.toLowerCase()
  }

  private wanted(operator: string, family: string, key: Key): unknown {
    const { random } = this
    if (/null$/i.test(operator)) return random.pick<unknown>([true, 'false', ['true'], 'maybe', []])
    const values = family === 'Date' ? POLICY_DATES : key.values
    if (random.percent(4)) return []
    if (family === 'Numeric' && random.percent(20)) return random.pick([10, -3, 0.5])
    return random.percent(55) ? random.pick(values) : random.some(1, 3, () => random.pick(values))
  }

  request(context: RequestJson['context']): RequestJson {
    const { random, theme } = this
    const action = random.pick(
      random.percent(70) && this.actions.length > 0 ? this.actions : theme.actions,
    )
    const owned = theme.resources.filter(arn => arn.split(':')[2] === action.split(':')[0])
    const arn = random.pick(
      random.percent(60) && this.resources.length > 0
        ? this.resources
        : owned.length > 0
          ? owned
          : theme.resources,
    )
    return {
      principal: random.percent(45) ? random.pick(CALLERS.slice(0, 4)) : random.pick(CALLERS),
      action,
      resource: {
        arns: random.percent(6) ? 'any' : this.spellings(arn),
        account: random.percent(88) ? OWN : FOREIGN,
        trustsAccount: theme.trustsAccount,
        ...(random.percent(4) && { publicAccess: 'restricted' as const }),
      },
      context,
    }
  }

  private spellings(arn: string): readonly string[] {
    const { random } = this
    if (random.percent(3)) return [random.pick(['b/k', 'arn:aws:s3', 'arn:aws:s3:::b:'])]
    if (random.percent(3)) return [arn.replace('arn:aws', 'ARN:AWS')]
    if (random.percent(3)) return [arn.replace('us-east-1', 'US-East-1')]
    return random.percent(92) ? [arn] : [arn, `${arn}:$LATEST`]
  }

  context(): RequestJson['context'] {
    const { random } = this
    const context: Record<string, string | readonly string[]> = {}
    const keys = [...this.used, ...random.some(0, 2, () => random.pick(KEYS['String'] ?? []))]
    for (const key of keys) {
      if (random.percent(30)) continue
      // The catalogue says which keys hold lists; a wrong catalogue must not break anything either.
      const many = random.percent(95) ? key.many : !key.many
      context[key.name.toLowerCase()] = many
        ? random.some(0, 3, () => random.pick(key.values))
        : random.pick(key.values)
    }
    return context
  }
}

export const ACCOUNTS = { OWN, FOREIGN }
