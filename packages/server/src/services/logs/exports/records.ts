import { scheduleJob } from '../../../jobs/runner.ts'
import { key, within } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type { ExportTask as ExportTaskOutput } from '../../../wire/models/logs.ts'
import { EXPORT } from '../job-kinds.ts'

/** A task that copies events of a group to a bucket. */
export interface ExportTask {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly name?: string
  readonly groupName: string
  readonly groupId: string
  readonly streamPrefix: string
  /** Epoch ms, both included. */
  readonly from: number
  readonly to: number
  readonly bucket: string
  readonly prefix: string
  readonly status: ExportStatus
  readonly message?: string
  readonly createdAt: number
  readonly endedAt?: number
}

export type ExportStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

interface Where {
  readonly account: string
  readonly region: string
}

export const isActive = ({ status }: ExportTask): boolean =>
  status === 'PENDING' || status === 'RUNNING'

export const exportKey = ({ account, region }: Where, id: string): Key =>
  key('logs.export', account, region, id)

export const exportsOf = ({ account, region }: Where) => within('logs.export', account, region)

export const activeExportsKey = ({ account, region }: Where): Key =>
  key('logs.active-exports', account, region)

export const exportWrite = (task: ExportTask): Write => ({
  type: 'put',
  key: exportKey(task, task.id),
  value: { ...task },
})

/** The store's border: written by `exportWrite` alone. */
export const exportOf = (document: Document): ExportTask => document.value as unknown as ExportTask

export const exportJob = ({ account, region, id }: ExportTask, runAt: number): Write =>
  scheduleJob({ kind: EXPORT, id, runAt, payload: { account, region, id } })

export const exportOutput = (task: ExportTask): ExportTaskOutput => ({
  taskId: task.id,
  taskName: task.name,
  logGroupName: task.groupName,
  from: task.from,
  to: task.to,
  destination: task.bucket,
  destinationPrefix: task.prefix,
  status: { code: task.status, message: task.message },
  executionInfo: { creationTime: task.createdAt, completionTime: task.endedAt },
})
