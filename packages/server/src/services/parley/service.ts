import type { Audit } from '../../audit/audit.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { ParleyContext } from './context.ts'
import { createAccount } from './operations/create-account.ts'
import { createBackup } from './operations/create-backup.ts'
import { explainDecision } from './operations/explain-decision.ts'
import { getMetrics } from './operations/get-metrics.ts'
import { listAccounts } from './operations/list-accounts.ts'
import { listDeliveries } from './operations/list-deliveries.ts'
import { resetOperation } from './operations/reset.ts'
import { retryDelivery } from './operations/retry-delivery.ts'

/** What AWS has no API for: explanations, accounts, deliveries, metrics (design §2, §8). */
export function parleyService(parts: {
  readonly audit: Pick<Audit, 'find'>
  readonly seal: Seal
  readonly operatorAccount: string
  /** The figures of the server, for Prometheus. */
  readonly figures: () => Promise<string>
  /** The bytes of a backup; undefined when the store is backed up by tools of its own. */
  readonly backup: ((createdAt: number) => AsyncIterable<Uint8Array>) | undefined
  /** Forgets everything; undefined where that must not be. */
  readonly reset: (() => Promise<void>) | undefined
}): Service {
  return defineService<ParleyContext>({
    name: 'parley',
    context: core => ({ ...core, ...parts }),
    operations: [
      explainDecision,
      createAccount,
      listAccounts,
      listDeliveries,
      retryDelivery,
      getMetrics,
      createBackup,
      ...(parts.reset ? [resetOperation(parts.reset)] : []),
    ],
  })
}
