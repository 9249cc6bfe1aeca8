/** Bounds of running functions (spec/surroundings.md §4.3). */
export const LIMITS = {
  /** Processes of all functions together; a further one takes the place of the longest idle. */
  environments: 64,
  /** How long an environment waits for its next invocation. */
  idleMs: 5 * 60_000,
  /** How often idle environments are looked at. */
  sweepMs: 30_000,
  /** Time to load a handler; AWS gives ten seconds. */
  initMs: 10_000,
  /** An environment whose credentials end before this is not used again. */
  credentialsLeftMs: 60_000,
  /** Bytes of an invocation's answer: a hundred more than its payload may have, as AWS tells. */
  answerBytes: 6_291_556,
  /** Bytes of the log that LogType Tail answers with. */
  tailBytes: 4096,
  /** Bytes of one log event; the rest of a longer line is the next event. */
  logLineBytes: 256 * 1024,
  /** For so many times as long as output was read none is read, when that is long enough to count. */
  outputRest: 3,
  outputRestMs: 10,
  /** How long the answer of an invocation waits for what was printed before it. */
  outputWaitMs: 100,
  /** Threads of all processes of one function (AWS: 1024), and of what forwards for it; with more it is ended. */
  threads: 1_056,
  /** How often the memory and the threads of a busy environment are looked at. */
  memoryEveryMs: 250,
  /** What our own processes in a sandbox may have of memory; the rest counts as the function's. */
  forwarderBytes: 128 * 1024 * 1024,
  /** Packages kept unpacked; the longest unused one goes first. */
  packages: 64,
  /** Files of one package, and their bytes (AWS: 250 MB). */
  packageEntries: 50_000,
  packageBytes: 262_144_000,
  /** Unpacked bytes per packed byte; deflate packs zeros 1032:1, real code about 4:1. */
  packageRatio: 200,
  /** Connections of one environment to its Runtime API, each of which may send an answer; a runtime needs one. */
  runtimeConnections: 16,
  /** Requests and connections to it for one invocation, of which a runtime needs a few; with more it is ended. */
  runtimeAsks: 2_000,
  /** Connections from one server's sandboxes to its own API. */
  apiConnections: 256,
  /** How long a runtime may still run after it has asked for its next invocation, before it is stopped. */
  freezeAfterMs: 20,
  /** How often it is stopped when something of it goes on; then it is ended. */
  freezeAttempts: 6,
} as const
