/** What services know: which actions, resources and condition keys exist. Made from the operations that are served. */
export interface Catalogue {
  /** By the prefix of its actions: `lex`. */
  readonly services: ReadonlyMap<string, ServiceCatalogue>
}

export interface ServiceCatalogue {
  /** By lower-case name without prefix. */
  readonly actions: ReadonlyMap<string, ActionEntry>
  /** The service's own condition keys, lower case; one that ends in `/` or `:` stands for a key with a name after it. */
  readonly keys: ReadonlyMap<string, KeyType>
  /** Keys that only some actions have, lower case → those actions with their prefix, lower case. */
  readonly keyActions?: ReadonlyMap<string, ReadonlySet<string>>
  /** Nothing of it has tags, nor do its requests. */
  readonly withoutTags?: boolean
}

/** A catalogue as it is written down: names in one text, separated by spaces. */
export type CatalogueData = Readonly<Record<string, ServiceData>>
export interface ServiceData {
  /** The ARN form of each type of resource. */
  readonly resources: Readonly<Record<string, string>>
  /** By the types of resources that the actions are asked on, joined by `, `; none for those asked on `*`. */
  readonly actions: Readonly<Record<string, string>>
  readonly creates?: string
  /** Actions that AWS has and that are not served. */
  readonly elsewhere?: string
  /** By type, with `ArrayOf` before it for keys of many values. */
  readonly keys: Readonly<Record<string, string>>
  /** Keys that only some actions have → those actions. */
  readonly keyActions?: Readonly<Record<string, string>>
  readonly withoutTags?: boolean
}

export interface ActionEntry {
  /** As it is written: `GetBot`. */
  readonly name: string
  /** The forms of the ARNs that it is asked on: `arn:${Partition}:lex:…`. Not known when absent. */
  readonly resources?: readonly string[]
  /** It exists at AWS and is not served. */
  readonly elsewhere?: boolean
  /** It names no resource, so that only `*` fits. */
  readonly withoutResource?: boolean
  /** It makes a resource: until then there are no tags of a resource to ask for. */
  readonly creates?: boolean
}

export interface KeyType {
  readonly type: (typeof TYPES)[number]
  readonly many?: boolean
}

/**
 * A catalogue from plain lists.
 * @example createCatalogue({ lex: { actions: [{ name: 'GetBot' }], keys: { 'lex:associatedIntents': { type: 'String', many: true } } } })
 */
export function createCatalogue(services: Readonly<Record<string, ServiceEntry>>): Catalogue {
  return {
    services: new Map(
      Object.entries(services).map(([prefix, { actions, keys = {}, ...more }]) => [
        prefix.toLowerCase(),
        {
          actions: new Map(actions.map(action => [action.name.toLowerCase(), action])),
          keys: new Map(Object.entries(keys).map(([key, type]) => [key.toLowerCase(), type])),
          ...more,
        },
      ]),
    ),
  }
}

export interface ServiceEntry extends Pick<ServiceCatalogue, 'keyActions' | 'withoutTags'> {
  readonly actions: readonly ActionEntry[]
  readonly keys?: Readonly<Record<string, KeyType>>
}

/**
 * A catalogue from what is written down.
 * @example catalogueOf(SERVED)
 */
export function catalogueOf(data: CatalogueData): Catalogue {
  return createCatalogue(
    Object.fromEntries(
      Object.entries(data).map(([prefix, service]) => [
        prefix,
        {
          actions: entriesOf(service),
          keys: Object.fromEntries(keyEntries(service)),
          keyActions: keyActionsOf(prefix, service),
          ...(service.withoutTags && { withoutTags: true }),
        },
      ]),
    ),
  )
}

function entriesOf({ resources, actions, creates, elsewhere }: ServiceData): ActionEntry[] {
  const created = new Set(words(creates))
  const served = Object.entries(actions).flatMap(([types, names]) => {
    const forms = types === '' ? [] : types.split(', ').flatMap(type => resources[type] ?? [])
    return words(names).map(
      (name): ActionEntry => ({
        name,
        ...(forms.length > 0 ? { resources: forms } : { withoutResource: true }),
        ...(created.has(name) && { creates: true }),
      }),
    )
  })
  return [...served, ...words(elsewhere).map(name => ({ name, elsewhere: true }))]
}

function keyEntries({ keys }: ServiceData): [string, KeyType][] {
  return Object.entries(keys).flatMap(([written, names]) => {
    const many = written.startsWith('ArrayOf')
    const type = TYPES.find(type => written.toLowerCase().endsWith(type.toLowerCase())) ?? 'String'
    return words(names).map((name): [string, KeyType] => [name, many ? { type, many } : { type }])
  })
}

function keyActionsOf(prefix: string, { keyActions = {} }: ServiceData) {
  return new Map(
    Object.entries(keyActions).map(([key, names]) => [
      key.toLowerCase(),
      new Set(words(names).map(name => `${prefix}:${name}`.toLowerCase())),
    ]),
  )
}

const words = (text = '') => text.split(' ').filter(word => word !== '')
const TYPES = ['String', 'Numeric', 'Date', 'Bool', 'Ip', 'Arn', 'Binary'] as const

/** The type of a condition key, the global ones included; undefined for one that nobody knows. */
export function keyTypeOf(key: string, { services }: Catalogue): KeyType | undefined {
  const lower = key.toLowerCase()
  const colon = lower.indexOf(':')
  const service = services.get(lower.slice(0, colon))
  // `aws:ResourceTag/team`, and of KMS `kms:EncryptionContext:purpose`.
  const parted = lower.slice(colon + 1).search(/[/:]/)
  const family = parted < 0 ? lower : lower.slice(0, colon + parted + 2)
  return GLOBAL_KEYS.get(family) ?? service?.keys.get(lower) ?? service?.keys.get(family)
}

const keys = (type: KeyType['type'], names: string, many = false): [string, KeyType][] =>
  names.split(' ').map(name => [`aws:${name}`, many ? { type, many } : { type }])

/** Global condition keys (spec/iam.md §3), lower case; those that end in `/` take the key of a tag. */
export const GLOBAL_KEYS: ReadonlyMap<string, KeyType> = new Map([
  ...keys(
    'String',
    'principalaccount principalorgid principaltag/ principalservicename principaltype userid username sourceidentity ec2instancesourcevpc sourcevpc sourcevpcarn sourcevpce vpceaccount vpceorgid resourceaccount resourceorgid resourcetag/ requesttag/ calledviafirst calledvialast calledviaawsmcp referer requestedregion useragent sourceaccount sourceorgid sourceowner federatedprovider',
  ),
  ...keys(
    'String',
    'principalorgpaths principalservicenameslist vpceorgpaths resourceorgpaths tagkeys calledvia sourceorgpaths',
    true,
  ),
  ...keys('Arn', 'principalarn chatbotsourcearn sourcearn'),
  ...keys(
    'Bool',
    'principalisawsservice assumedroot multifactorauthpresent viaawsservice securetransport viaawsmcpservice ismcpserviceaction',
  ),
  ...keys('Date', 'tokenissuetime currenttime epochtime'),
  ...keys('Numeric', 'multifactorauthage'),
  ...keys('Ip', 'sourceip vpcsourceip ec2instancesourceprivateipv4'),
])
