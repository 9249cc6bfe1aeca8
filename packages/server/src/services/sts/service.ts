import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import type { Audit } from '../../audit/audit.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { OutgoingFetch } from '../../kernel/fetch.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { Store } from '../../store/store.ts'
import type { StsContext } from './context.ts'
import { createGuesses } from './mfa.ts'
import { assumeRole } from './operations/assume-role.ts'
import { assumeRoleWithSaml } from './operations/assume-role-with-saml.ts'
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts'
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts'
import { getAccessKeyInfo } from './operations/get-access-key-info.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { getFederationToken } from './operations/get-federation-token.ts'
import { getSessionToken } from './operations/get-session-token.ts'
import { createProviderTrusts } from './saml/metadata.ts'
import { createUsedAssertions } from './saml/used-assertions.ts'
import { createProviderKeys } from './web-identity/provider-keys.ts'

/** The security token service (spec/iam.md §7). */
export function stsService(parts: {
  readonly access: Pick<Access, 'issueSession'>
  readonly audit: Pick<Audit, 'find'>
  readonly compiler: Compiler
  readonly seal: Seal
  readonly clock: Clock
  readonly store: Pick<Store, 'lease'>
  /** The way to identity providers; without one no token of theirs is believed. */
  readonly outgoing?: OutgoingFetch | undefined
}): Service {
  const { access, audit, compiler, seal, clock, store, outgoing } = parts
  const guesses = createGuesses()
  const providerKeys = createProviderKeys(outgoing, clock)
  const own = {
    access,
    audit,
    compiler,
    seal,
    guesses,
    providerKeys,
    providerTrusts: createProviderTrusts(),
    usedAssertions: createUsedAssertions(store),
  }
  return defineService<StsContext>({
    name: 'sts',
    context: core => ({ ...core, ...own }),
    operations: [
      assumeRole,
      assumeRoleWithSaml,
      assumeRoleWithWebIdentity,
      decodeAuthorizationMessage,
      getAccessKeyInfo,
      getCallerIdentity,
      getFederationToken,
      getSessionToken,
    ],
  })
}
