import type { Access } from '../../access/access.ts'
import type { Compiler } from '../../access/compiled.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { StsContext } from './context.ts'
import { assumeRole } from './operations/assume-role.ts'
import { getAccessKeyInfo } from './operations/get-access-key-info.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { getFederationToken } from './operations/get-federation-token.ts'
import { getSessionToken } from './operations/get-session-token.ts'

/** The security token service (spec/iam.md §7). */
export function stsService(parts: {
  readonly access: Pick<Access, 'issueSession'>
  readonly compiler: Compiler
}): Service {
  return defineService<StsContext>({
    name: 'sts',
    context: core => ({ ...core, ...parts }),
    operations: [
      assumeRole,
      getAccessKeyInfo,
      getCallerIdentity,
      getFederationToken,
      getSessionToken,
    ],
  })
}
