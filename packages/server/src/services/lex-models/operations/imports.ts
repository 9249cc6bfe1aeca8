import { scheduleJob } from '../../../jobs/runner.ts'
import {
  BadRequestException,
  lexModels,
  NotFoundException,
  type StartImportRequest,
  type StartImportResponse,
} from '../../../wire/models/lex-models.ts'
import { partRefusals, rootChecks } from '../archives/import-authorization.ts'
import { importProblems } from '../archives/import-checks.ts'
import { importJob } from '../archives/import-job.ts'
import { type ImportPlan, planOf } from '../archives/plan.ts'
import { readArchive } from '../archives/read-archive.ts'
import { type Import, importKey, importRecord, putImport } from '../archives/records.ts'
import { inTurn } from '../archives/turns.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { mergedTags, validTags } from '../tags.ts'

/** Loads an export (spec/lex-models.md §5.3). What can be seen to fail has failed before anything is written. */
export const startImport = operation(lexModels.StartImport, {
  authorize: async (input, context) =>
    rootChecks(await readOnce(input, context), input.tags ?? [], context),

  async handle(input, context): Promise<StartImportResponse> {
    const { resourceType, mergeStrategy } = input
    const { blobs, clock, random, documents, quotas } = context
    const plan = await readOnce(input, context)
    const tags = mergedTags([], validTags(input.tags), quotas)
    if (tags.length > 0 && resourceType !== 'BOT') {
      throw BadRequestException(`A resource of type ${resourceType} has no tags.`)
    }
    const refusals = await partRefusals(plan, context)
    // What is wrong with the parts tells what there is already: not to whom they are refused.
    const reasons = refusals.length > 0 ? refusals : await importProblems(plan, context)
    const fails = reasons.length > 0
    const begun: Import = {
      ...scopeOf(context),
      id: random.uuid(),
      name: plan.name,
      resourceType,
      mergeStrategy,
      tags,
      status: fails ? 'FAILED' : 'IN_PROGRESS',
      failureReasons: reasons.slice(0, LIMITS.importReasons),
      createdAt: clock.now(),
      ...(!fails && { blob: await blobs.write(input.payload) }),
      done: 0,
      published: {},
    }
    const job = fails ? [] : [scheduleJob(importJob(begun, clock.now()))]
    await documents.commit([putImport(begun), ...job])
    return {
      name: plan.name,
      resourceType,
      mergeStrategy,
      importId: begun.id,
      importStatus: 'IN_PROGRESS',
      tags: tags.length > 0 ? tags : undefined,
      createdDate: begun.createdAt,
    }
  },
})

export const getImport = operation(lexModels.GetImport, {
  readOnly: true,
  authorize: guarded('GetImport'),

  async handle({ importId }, context) {
    const found = importRecord(await context.documents.get(importKey(scopeOf(context), importId)))
    if (!found) throw NotFoundException(`Import ${importId} does not exist.`)
    const { failureReasons } = found
    return {
      name: found.name,
      resourceType: found.resourceType,
      mergeStrategy: found.mergeStrategy,
      importId,
      importStatus: found.status,
      failureReason: failureReasons.length > 0 ? failureReasons : undefined,
      createdDate: found.createdAt,
    }
  },
})

const plans = new WeakMap<StartImportRequest, Promise<ImportPlan>>()

/** Authorization and handling, and attempts after a conflict, read one payload once. */
function readOnce(
  input: StartImportRequest,
  { account }: Pick<LexModelsContext, 'account'>,
): Promise<ImportPlan> {
  const known = plans.get(input)
  if (known) return known
  const reading = inTurn(account, async () => planOf(await readArchive(input)))
  plans.set(input, reading)
  return reading
}
