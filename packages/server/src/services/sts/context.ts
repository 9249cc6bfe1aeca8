import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import type { Audit } from '../../audit/audit.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { Guesses } from './mfa.ts'
import type { ProviderTrusts } from './saml/metadata.ts'
import type { UsedAssertions } from './saml/used-assertions.ts'
import type { ProviderKeys } from './web-identity/provider-keys.ts'

/** What STS knows beside the core: it issues sessions, reads trust policies, and checks codes and tokens. */
export interface StsContext extends Context {
  readonly access: Pick<Access, 'issueSession'>
  readonly audit: Pick<Audit, 'find'>
  readonly compiler: Compiler
  readonly seal: Seal
  readonly guesses: Guesses
  readonly providerKeys: ProviderKeys
  readonly providerTrusts: ProviderTrusts
  readonly usedAssertions: UsedAssertions
}

export const operation = operationsOf<StsContext>()
