/** What services know: which actions, resources and condition keys exist. Made from the operations that are served. */
export interface Catalogue {
  /** By the prefix of its actions: `lex`. */
  readonly services: ReadonlyMap<string, ServiceCatalogue>
}

export interface ServiceCatalogue {
  /** By lower-case name without prefix. */
  readonly actions: ReadonlyMap<string, ActionEntry>
  /** The service's own condition keys, lower case; one that ends in `/` stands for a key with a tag in it. */
  readonly keys: ReadonlyMap<string, KeyType>
}

export interface ActionEntry {
  /** As it is written: `GetBot`. */
  readonly name: string
  /** It names no resource, so that only `*` fits. */
  readonly withoutResource?: boolean
  /** It makes a resource: until then there are no tags of a resource to ask for. */
  readonly creates?: boolean
}

export interface KeyType {
  readonly type: 'String' | 'Numeric' | 'Date' | 'Bool' | 'Ip' | 'Arn' | 'Binary'
  readonly many?: boolean
}

/**
 * A catalogue from plain lists.
 * @example createCatalogue({ lex: { actions: [{ name: 'GetBot' }], keys: { 'lex:associatedIntents': { type: 'String', many: true } } } })
 */
export function createCatalogue(
  services: Readonly<
    Record<string, { actions: readonly ActionEntry[]; keys?: Readonly<Record<string, KeyType>> }>
  >,
): Catalogue {
  return {
    services: new Map(
      Object.entries(services).map(([prefix, { actions, keys = {} }]) => [
        prefix.toLowerCase(),
        {
          actions: new Map(actions.map(action => [action.name.toLowerCase(), action])),
          keys: new Map(Object.entries(keys).map(([key, type]) => [key.toLowerCase(), type])),
        },
      ]),
    ),
  }
}

/** The type of a condition key, the global ones included; undefined for one that nobody knows. */
export function keyTypeOf(key: string, { services }: Catalogue): KeyType | undefined {
  const lower = key.toLowerCase()
  const colon = lower.indexOf(':')
  const service = services.get(lower.slice(0, colon))
  const slash = lower.indexOf('/', colon)
  const family = slash < 0 ? lower : lower.slice(0, slash + 1)
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
