import type { AuditRecord } from './record.ts'
import { DEFAULT_SELECTORS } from './selectors.ts'
import type { Trail } from './trail.ts'

/** Records and trails as tests begin with them. */

export const ACCOUNT = '123456789012'

export const recordWith = (more: Partial<AuditRecord> = {}): AuditRecord => ({
  requestId: 'request-1',
  time: Date.UTC(2026, 0, 1),
  account: ACCOUNT,
  region: 'us-east-1',
  service: 'iam',
  operation: 'CreateUser',
  readOnly: false,
  caller: {
    type: 'user',
    arn: `arn:aws:iam::${ACCOUNT}:user/team/alice`,
    account: ACCOUNT,
    accessKeyId: 'AKIAEXAMPLE',
    uniqueId: 'AIDAEXAMPLE',
  },
  checks: [
    {
      action: 'iam:CreateUser',
      resource: `arn:aws:iam::${ACCOUNT}:user/bob`,
      resourceAccount: ACCOUNT,
      effect: 'allow',
      layer: 'identity',
      policy: 'arn:aws:iam::aws:policy/AdministratorAccess',
    },
  ],
  outcome: { kind: 'done' },
  ...more,
})

export const trailWith = (more: Partial<Trail> = {}): Trail => ({
  id: 'trail-1',
  name: 'main',
  account: ACCOUNT,
  homeRegion: 'us-east-1',
  createdAt: 0,
  bucket: 'files',
  includesGlobalServices: true,
  isMultiRegion: false,
  validatesFiles: false,
  selectors: DEFAULT_SELECTORS,
  hasOwnSelectors: false,
  tags: [],
  isLogging: true,
  ...more,
})
