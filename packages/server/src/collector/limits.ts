/** Bounds of the collector (spec/surroundings.md §14). */
export const LIMITS = {
  /** Accounts of one owner. */
  accountsPerOwner: 500,
  /** Connectors of one account. */
  connectorsPerAccount: 200,
  /** API tokens of one account. */
  tokensPerAccount: 50,
  /** Archive settings of one account. */
  archivesPerAccount: 1,
  /** Random characters of an external id: more than 100 bits. */
  externalIdCharacters: 20,
  /** How often a connector looks for new objects when it does not say, s. */
  pollSeconds: 30,
  /** The largest object that is fetched when the connector does not say. */
  objectBytes: 256 * 1024 * 1024,
  /** Events of an account that are kept; the oldest are forgotten beyond it, once a day. */
  keptEvents: 10_000,
  /** Days that lines are kept when the account does not say. */
  retentionDays: 30,
  /** Bytes that an account may take in a day when it does not say. */
  dailyQuotaBytes: 100 * 1024 ** 3,
  /** Bytes that a restore may bring back, whatever the account has reserved (§14.8). */
  restoreBytes: 100 * 1024 ** 3,
  /** Role sessions that are kept until they expire. */
  cachedSessions: 1_000,
  /** A session is renewed this long before it expires, ms. */
  renewBeforeMs: 120_000,
  /** Keys of one listing. */
  listedKeys: 1_000,
  /** How long a request to a bucket elsewhere may take, ms. */
  requestMs: 60_000,
  /** Bytes of one listing, error or manifest that comes from elsewhere. */
  answerBytes: 8 * 1024 * 1024,
  /** Bytes asked for at once of an object elsewhere. */
  rangeBytes: 8 * 1024 * 1024,
  /** Bytes of an object that a check of its format reads. */
  sampleBytes: 64 * 1024,
  /** Characters of a parsed sample. */
  sampleCharacters: 500,
  /** Recent keys of a branch that are listed again, so that late neighbours are found (§14.4). */
  lookbackKeys: 200,
  /** Folders between the prefix and the dates of a layout. */
  branchDepth: 12,
  /** Branches of one layout; beyond it the connector says so. */
  branches: 10_000,
  /** Days after which a dated branch is closed. */
  openDays: 3,
  /** Old days of one branch that are fetched back at the same time. */
  oldDays: 30,
  /** How often the branches of a layout are looked for again, ms. */
  expandEveryMs: 300_000,
  /** How far behind the newest object one without order may appear, ms. */
  scanSlackMs: 86_400_000,
  /** Objects of an unordered bucket; beyond it the connector says so. */
  scannedObjects: 100_000,
  /** Objects that wait to be fetched; discovery goes on when there are fewer. */
  waitingObjects: 1_000,
  /** Waiting objects that are read at once, those included that are tried again later. */
  waitingRows: 10_000,
  /** Ended objects that are remembered by name. */
  endedObjects: 200,
  /** Failed objects that are kept for replay; the oldest are forgotten beyond it. */
  failedObjects: 5_000,
  /** Ended objects that are forgotten with one commit. */
  prunedAtOnce: 2_000,
  /** Objects that end before it is looked how many are remembered. */
  endsBeforePruning: 500,
  /** Objects of one connector that are fetched at the same time. */
  concurrency: 4,
  /** Objects of all connectors that are fetched at the same time: bounds memory. */
  openObjects: 16,
  /** Runs of collecting, archiving and restoring at the same time: other jobs need room as well. */
  runs: 4,
  /** When to ask again for a run that found no room, ms. */
  noRoomMs: 1_000,
  /** How long one run of a connector's job may go on before others have their turn, ms. */
  sliceMs: 30_000,
  /** Attempts on one object before it is left for replay. */
  attempts: 10,
  /** Wait after the first failure of an object, doubled by each further one, ms. */
  firstRetryMs: 60_000,
  longestRetryMs: 21_600_000,
  /** Failures of a connector in a row after which it is paused. */
  failuresBeforePause: 5,
  /** How often the checks of a connector are made again, ms. */
  recheckMs: 3_600_000,
  /** A bucket that tells of its changes is listed all the same, this often, ms. */
  reconcileMs: 86_400_000,
  /** Keys that a bucket told of and that are not looked at yet; beyond it the bucket is listed. */
  toldKeys: 10_000,
} as const
