import { CommitConflict, type Write } from '../../store/store.ts'
import { bytesOf } from './code.ts'
import type { LambdaContext } from './context.ts'
import { codeStorageExceeded } from './errors.ts'
import { settleWrite } from './jobs.ts'
import { LIMITS } from './limits.ts'
import {
  countKey,
  type FunctionVersion,
  functionKey,
  type LambdaFunction,
  putRecord,
  versionKey,
} from './records.ts'

/** A change of a function that is ready to be committed. */
export interface Change {
  readonly fn: LambdaFunction
  /** Set when a version was made. */
  readonly version?: FunctionVersion
  readonly writes: readonly Write[]
}

/**
 * Makes `$LATEST` a numbered version. Nothing is made when nothing has changed since the last one
 * (spec/surroundings.md §4.1).
 */
export function publish(
  fn: LambdaFunction,
  description: string | undefined,
  { clock, random }: Pick<LambdaContext, 'clock' | 'random'>,
): Change {
  const number = String(fn.nextVersion)
  const version: FunctionVersion = {
    ...fn.latest,
    version: number,
    description: description ?? fn.latest.description,
    modifiedAt: clock.now(),
    revisionId: random.uuid(),
    // A version is ready when what it was made of is.
    progress: fn.latest.progress === 'settled' ? 'settled' : 'creating',
  }
  const after: LambdaFunction = {
    ...fn,
    nextVersion: fn.nextVersion + 1,
    published: { version: number, contentId: fn.latest.contentId },
    latest: { ...fn.latest, revisionId: random.uuid() },
  }
  return {
    fn: after,
    version,
    writes: [putRecord(versionKey(fn, number), version), storageWrite(fn, bytesOf(version.code))],
  }
}

/** A change that is taken into use by a job, which also reports it done. */
export function changed(
  fn: LambdaFunction,
  latest: FunctionVersion,
  { clock, random }: Pick<LambdaContext, 'clock' | 'random'>,
): Change {
  const after: LambdaFunction = {
    ...fn,
    latest: {
      ...latest,
      modifiedAt: clock.now(),
      revisionId: random.uuid(),
      contentId: random.uuid(),
      progress: latest.progress === 'creating' ? 'creating' : 'updating',
    },
  }
  return { fn: after, writes: [settleWrite(after, clock.now())] }
}

/** Commits a change together with what belongs to it. @throws CodeStorageExceededException */
export async function commitChange(
  { fn, writes }: Pick<Change, 'fn' | 'writes'>,
  { documents }: Pick<LambdaContext, 'documents'>,
): Promise<void> {
  const storage = countKey(fn, 'code-bytes')
  try {
    await documents.commit([putRecord(functionKey(fn), fn), ...writes])
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.key !== storage) throw error
    throw codeStorageExceeded('Code storage limit exceeded.')
  }
}

/** Code that is kept from now on, or not any more. */
export const storageWrite = (fn: LambdaFunction, bytes: number): Write => ({
  type: 'add',
  key: countKey(fn, 'code-bytes'),
  amount: bytes,
  max: LIMITS.codeStorageBytes,
})
