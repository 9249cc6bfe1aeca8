import type { Decide } from './subjects.ts'
import type { Workload } from './workloads.ts'

export const PEERS: Readonly<Record<string, (workload: Workload) => Promise<Decide>>> = {}
