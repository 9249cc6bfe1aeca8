import type { Stage } from './stage.ts'

/** The requests of one service's recordings: what a recorded test asked, written by us. */
export interface RecordedSuite {
  /** As on the command line: `iam`, `sts`, … */
  readonly service: string
  /** Recording file, relative to the folder of recordings → test id (without its path) → its requests. */
  readonly files: Readonly<Record<string, Readonly<Record<string, RecordedTest>>>>
  /** Why a recorded test that is not listed has no requests; undefined when it only lacks them. */
  readonly reason?: (testId: string) => string | undefined
  /** Members whose text is a percent-encoded document that the recording shows decoded. */
  readonly documents?: readonly string[]
}

export type RecordedTest =
  | {
      readonly kind: 'play'
      readonly play: (stage: Stage) => Promise<void>
      readonly options: PlayOptions
    }
  | { readonly kind: 'not-applicable'; readonly reason: string }

export interface PlayOptions {
  /** Answers of the recording that do not apply, each with its reason. */
  readonly without?: Readonly<Record<string, string>>
  /** Words of the recording that stand for others here. */
  readonly reading?: Readonly<Record<string, string>>
}

export const play = (
  requests: (stage: Stage) => Promise<void>,
  options: PlayOptions = {},
): RecordedTest => ({ kind: 'play', play: requests, options })

export const notApplicable = (reason: string): RecordedTest => ({ kind: 'not-applicable', reason })
