import type { Blobs } from '../../blobs/blobs.ts'
import { intentArn } from '../../bots/arns.ts'
import { BUILD, buildHandler } from '../../bots/build.ts'
import type { JobHandler } from '../../jobs/job.ts'
import type { Logger } from '../../kernel/log.ts'
import { EXPORT, exportHandler } from './archives/export-job.ts'
import { IMPORT, type ImportDependencies, importHandler } from './archives/import-job.ts'
import { mayInvoke } from './hooks.ts'
import { forgetHandler } from './sweeps.ts'

/** What model building does beside its requests. */
export function lexModelsJobs(
  parts: ImportDependencies & { readonly blobs: Blobs; readonly log: Logger },
): ReadonlyMap<string, JobHandler> {
  const { calls } = parts
  const mayInvokeHook: Parameters<typeof buildHandler>[0]['mayInvoke'] = (uri, intent) => {
    const { account, region, name, version } = intent
    return mayInvoke(uri, intentArn({ account, region }, name, version), { account, region, calls })
  }
  return new Map([
    [BUILD, buildHandler({ ...parts, mayInvoke: mayInvokeHook })],
    [EXPORT, exportHandler(parts)],
    [IMPORT, importHandler(parts)],
    ['lex-forget', forgetHandler(parts)],
  ])
}
