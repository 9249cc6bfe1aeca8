import type { Check } from '../../access/check.ts'
import { aliasSet, botVersionSet, type Scope } from '../../bots/arns.ts'
import { aliasKey, LATEST, tagsKey } from '../../bots/records.ts'
import { carriersOf, type PolicyCarriers } from '../../bots/resource-policies.ts'
import { boundedMap } from '../../kernel/bounded-map.ts'
import type { Key } from '../../store/store.ts'
import { LIMITS } from './limits.ts'

/** An alias as requests name it, whether there is one or not: what its names alone tell is made once for all turns. */
export interface Address extends Scope {
  readonly botName: string
  readonly botAlias: string
  /** Of the alias's document; there is none for `$LATEST`. */
  readonly key: Key
  /** What is checked: the alias, or for `$LATEST` the bot (spec/lex-models.md §8.4). */
  readonly resource: Check['resource']
  /** Of that resource. */
  readonly tagsKey: Key
  readonly policyCarriers: PolicyCarriers
}

export interface Addresses {
  of(scope: Scope, names: Names): Address
}

type Names = Pick<Address, 'botName' | 'botAlias'>

export function createAddresses(): Addresses {
  const known = boundedMap<Key, Address>(LIMITS.addresses)
  let latest: Address | undefined
  const find = ({ account, region }: Scope, { botName, botAlias }: Names) => {
    const key = aliasKey(account, region, botName, botAlias)
    const found = known.get(key)
    if (found) return found
    const made = addressOf({ account, region, botName, botAlias, key })
    known.set(key, made)
    return made
  }
  return {
    of(scope, names) {
      // A request asks several times, and most come one after another to the same alias.
      if (!latest || !isNamed(latest, scope, names)) latest = find(scope, names)
      return latest
    },
  }
}

const isNamed = (address: Address, { account, region }: Scope, { botName, botAlias }: Names) =>
  address.botName === botName &&
  address.botAlias === botAlias &&
  address.account === account &&
  address.region === region

function addressOf(alias: Scope & Names & Pick<Address, 'key'>): Address {
  const { account, region, botName, botAlias } = alias
  const isLatest = botAlias === LATEST
  const scope = { account, region }
  const arns = isLatest ? botVersionSet(scope, botName, LATEST) : aliasSet(scope, botName, botAlias)
  const tagged = isLatest ? ['bot', botName] : ['alias', botName, botAlias]
  return {
    ...alias,
    resource: { arns, account },
    tagsKey: tagsKey(account, region, ...tagged),
    policyCarriers: carriersOf(arns),
  }
}
