/** Bounds of the runtime (spec/lex-runtime.md §1.3, §2.1, §3.1). */
export const LIMITS = {
  /** Characters of an utterance. */
  inputCharacters: 1024,
  /** Bytes of session and request attributes together, as JSON or as the headers that carry it. */
  attributeBytes: 12 * 1024,
  /** Bytes of the action and summaries of a PutSession, as JSON: a session keeps them, and is read whole at each turn. */
  putStateBytes: 256 * 1024,
  /** Bytes of the headers of PostContent: those of its request, and those of its answer beside what every answer has. */
  headerBytes: 16 * 1024,
  answerHeaderBytes: 16 * 1024 - 512,
  /** Turns that wait for the one in progress in their session, and for how long. */
  waitingTurns: 32,
  waitingTurnMs: 30_000,
  /** How long a session stays with a process that says nothing any more; renewed while a turn lasts. */
  turnLeaseMs: 6_000,
  renewTurnEveryMs: 2_000,
  /** How often a lease that another process holds is asked for. */
  leasePollMs: 50,
  /** How often a turn is committed because something beside its session was changed meanwhile. */
  turnAttempts: 8,
  /** Time for a code hook. */
  hookMs: 30_000,
  /** Conversations at the same time: on `$LATEST`, and on any other alias; adjustable quotas. */
  conversationsOnLatest: 2,
  conversationsOnAlias: 25,
  /** Seconds after which a throttled client may come back. */
  retryAfterSeconds: 1,
  /** Aliases of which it is kept what their names tell, and versions behind them of which it is what is counted. */
  addresses: 1_024,
  countedVersions: 1_024,
  /** Sessions that do not open, of which it is remembered that this was logged. */
  unopenedSessions: 1_024,
  /** Sessions looked at in one page when the expired ones are deleted. */
  expiryPage: 500,
} as const
