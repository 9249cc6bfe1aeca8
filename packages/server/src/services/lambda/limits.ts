/** Quotas and bounds of Lambda (spec/surroundings.md §4). */
export const LIMITS = {
  nameCharacters: 64,
  /** Bytes of a package as it is sent, and unpacked. */
  zippedBytes: 52_428_800,
  unzippedBytes: 262_144_000,
  /** Ours: packages of this process that wait to be looked at; each is kept in memory. */
  packagesWaiting: 16,
  /** Bytes of all packages of an account in a region: 75 GB. */
  codeStorageBytes: 80_530_636_800,
  /** Bytes of a function's variables as JSON. */
  environmentBytes: 4096,
  timeoutSeconds: 3,
  memoryMb: 128,
  ephemeralMb: 512,
  tags: 50,
  /** Bytes of a resource policy. */
  policyBytes: 20_480,
  /** Executions at the same time in an account and region, and how many of them stay unreserved. */
  concurrency: 1000,
  unreservedConcurrency: 100,
  payloadBytes: 6_291_456,
  answerBytes: 6_291_556,
  /** Payload of an asynchronous invocation. */
  eventBytes: 1_048_576,
  clientContextBytes: 3583,
  pageItems: 50,
  /** Asynchronous invocations of this process at the same time. */
  eventsAtOnce: 4,
  /** When to look again for one of those places. */
  eventWaitMs: 500,
  /** Between two of those that look again: 500 in a second at most, however many wait. */
  eventSpacingMs: 2,
  /** After a function error: how often, and after how long (AWS: one minute, then two). */
  eventRetriesMs: [60_000, 120_000],
  /** How long an event is kept when the function is throttled or cannot be run. */
  eventAgeMs: 6 * 3_600_000,
  /** Time before the code that nothing names any more is deleted: invocations may be about to load it. */
  forgetCodeAfterMs: 60_000,
  /** Lines of a log that wait to be written; more are dropped. */
  logEvents: 10_000,
  logBytes: 4 * 1024 * 1024,
  /** How long lines wait for others; and after a refusal, how long nothing is written at all. */
  logDelayMs: 100,
  logRefusedMs: 10_000,
  /** One PutLogEvents call. */
  logBatchEvents: 1000,
  logBatchBytes: 512 * 1024,
  /** Validity of a link to a function's code. */
  codeLinkSeconds: 600,
} as const
