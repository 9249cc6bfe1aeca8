import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { CollectorContext } from './context.ts'
import {
  createCollectorAccount,
  deleteCollectorAccount,
  getCollectorAccount,
  listCollectorAccounts,
} from './operations/accounts.ts'
import { createApiToken, deleteApiToken, listApiTokens } from './operations/api-tokens.ts'
import {
  createArchiveSetting,
  deleteArchiveSetting,
  getArchiveSetting,
  listArchiveSettings,
  testArchiveSettings,
  updateArchiveSetting,
} from './operations/archive-settings.ts'
import { ingestBulk } from './operations/bulk.ts'
import {
  generateRolePolicy,
  getAssumeRoleDetails,
  testConnector,
  testConnectorSettings,
} from './operations/connector-tests.ts'
import {
  createConnector,
  deleteConnector,
  getConnector,
  listConnectors,
  updateConnector,
} from './operations/connectors.ts'
import { listCollectorEvents } from './operations/events.ts'
import { migrateExternalId, planExternalIdMigration } from './operations/migrations.ts'
import { listConnectorObjects, replayObjects } from './operations/objects.ts'

import {
  deleteRestore,
  estimateRestore,
  getRestore,
  listRestores,
  startRestore,
} from './operations/restores.ts'
import { scrollLogs, searchLogs } from './operations/search.ts'

export type CollectorParts = Pick<
  CollectorContext,
  'doors' | 'openLines' | 'settings' | 'collectorAccountId' | 'lines' | 'spoolOf'
> & { readonly seal: Seal }

/** Collects logs from other people's buckets through roles and external ids (spec/surroundings.md §14). */
export function collectorService(parts: CollectorParts): Service {
  return defineService<CollectorContext>({
    name: 'collector',
    context: core => ({ ...core, ...parts }),
    operations: [
      createCollectorAccount,
      listCollectorAccounts,
      getCollectorAccount,
      deleteCollectorAccount,
      createApiToken,
      listApiTokens,
      deleteApiToken,
      getAssumeRoleDetails,
      generateRolePolicy,
      createConnector,
      listConnectors,
      getConnector,
      updateConnector,
      deleteConnector,
      testConnectorSettings,
      testConnector,
      listConnectorObjects,
      replayObjects,
      createArchiveSetting,
      listArchiveSettings,
      testArchiveSettings,
      getArchiveSetting,
      updateArchiveSetting,
      deleteArchiveSetting,
      estimateRestore,
      startRestore,
      listRestores,
      getRestore,
      deleteRestore,
      planExternalIdMigration,
      migrateExternalId,
      ingestBulk,
      searchLogs,
      scrollLogs,
      listCollectorEvents,
    ],
  })
}
