/** Bounds of the listener and the pipeline. */
export const LIMITS = {
  /** Header names whose lower-case spelling is kept, and how long such a name may be. */
  rememberedHeaderNames: 1_024,
  rememberedHeaderLength: 64,
  /** Size of a request's header block; PostContent may hold several encoded maps (spec/lex-runtime.md §1.3). */
  headerBytes: 32 * 1024,
  /** Body of a query request (spec/iam.md §6.2). */
  queryBodyBytes: 10_000_000,
  /** Body of any other request that is read whole: StartImport is the largest of them. */
  bodyBytes: 12 * 1024 * 1024,
  /** Body of a request to CloudWatch: 1 MB, which may be compressed (spec/surroundings.md §8), and what it may become. */
  metricBodyBytes: 1_048_576,
  inflatedBodyBytes: 16 * 1024 * 1024,
  /** Body of a request that carries a function's package: 50 MB in base64 (spec/surroundings.md §4.3). */
  packageBodyBytes: 70_167_211,
  /** Fields of a posted form before its file (an AWS figure), and how many there may be. */
  formFieldBytes: 20 * 1024,
  formFields: 100,
  /** A document of S3 that is read whole: DeleteObjects and CompleteMultipartUpload are the largest. */
  s3DocumentBytes: 4 * 1024 * 1024,
  /** Bytes held of bodies that are coming in whole, in all connections together: nobody was allowed anything yet. */
  unverifiedBytes: 128 * 1024 * 1024,
  /** A body that is read whole must have arrived after this; one that streams may rest no longer. */
  requestTimeoutMs: 60_000,
  headersTimeoutMs: 20_000,
  /** How often connections whose head is late are looked for, ms. */
  clientCheckMs: 5_000,
  /** Longer than the idle time of the SDKs' connection pools. */
  keepAliveTimeoutMs: 75_000,
  connections: 10_000,
  /** Connections that wait to be taken in. */
  backlog: 4_096,
  /** Requests that one turn of the event loop begins with. */
  togetherAtOnce: 16,
  /** Requests in flight, and of one account among them; most of them wait for a function or stream. */
  inFlight: 4_096,
  accountInFlight: 2_048,
  /** Requests in flight while the event loop has no rest: what it can answer in a tenth of a second or so. */
  inFlightWhenSaturated: 256,
  /** How busy the loop is then, and how often that is measured, ms. */
  saturatedUtilization: 0.97,
  loopSampleMs: 100,
  /** Accounts whose rate is remembered. */
  rememberedAccounts: 10_000,
  /** Of an answer that streams: how long its reader may rest. */
  readerTimeoutMs: 60_000,
  /** How often a request is run again because something that it had read was changed meanwhile. */
  attempts: 8,
  /** How deep services may call one another. */
  callDepth: 8,
  /** Clock skew of a signature: STS and IAM, and the others (spec/iam.md §8.2). */
  skewMs: 15 * 60_000,
  shortSkewMs: 5 * 60_000,
  /** Time for requests in flight to end at shutdown, and how often it is looked which connections rest by then. */
  drainMs: 10_000,
  idleCheckMs: 20,
} as const
