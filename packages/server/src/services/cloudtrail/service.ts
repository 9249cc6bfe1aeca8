import type { Audit } from '../../audit/audit.ts'
import type { Seal } from '../../kernel/seal.ts'
import { defineService, type Service } from '../../operation/operation.ts'
import type { CloudTrailContext } from './context.ts'
import { createTrail } from './operations/create-trail.ts'
import { getEventSelectors, putEventSelectors } from './operations/event-selectors.ts'
import { listPublicKeys } from './operations/list-public-keys.ts'
import { deleteTrail, startLogging, stopLogging } from './operations/logging.ts'
import { lookupEvents } from './operations/lookup-events.ts'
import {
  describeTrails,
  getTrailOperation,
  getTrailStatus,
  listTrails,
} from './operations/read-trails.ts'
import { addTags, listTags, removeTags } from './operations/tagging.ts'
import { updateTrail } from './operations/update-trail.ts'

/** The audit trail as CloudTrail tells it (spec/surroundings.md §11). */
export function cloudTrailService(parts: {
  readonly audit: Pick<Audit, 'lookUp'>
  readonly seal: Seal
}): Service {
  return defineService<CloudTrailContext>({
    name: 'cloudtrail',
    context: core => ({ ...core, ...parts }),
    operations: [
      ...[createTrail, updateTrail, deleteTrail, startLogging, stopLogging],
      ...[getTrailOperation, describeTrails, listTrails, getTrailStatus],
      ...[putEventSelectors, getEventSelectors, lookupEvents],
      ...[addTags, removeTags, listTags, listPublicKeys],
    ],
  })
}
