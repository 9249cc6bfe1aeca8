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
  /** Bytes of an invocation's payload and of its answer (AWS: 6 MB). */
  payloadBytes: 6 * 1024 * 1024,
  /** What the message about a longer answer names. */
  announcedAnswerBytes: 6_291_556,
  /** Bytes of the log that LogType Tail answers with. */
  tailBytes: 4096,
  /** Bytes of one log event; the rest of a longer line is the next event. */
  logLineBytes: 256 * 1024,
  /** Processes of one function (AWS: 1024); with more it is ended. */
  processes: 1024,
  /** How often the memory and the processes of a busy environment are looked at. */
  memoryEveryMs: 250,
  /** Packages kept unpacked; the longest unused one goes first. */
  packages: 64,
  /** Files of one package, and their bytes (AWS: 250 MB). */
  packageEntries: 50_000,
  packageBytes: 262_144_000,
  /** Unpacked bytes per packed byte; deflate packs zeros 1032:1, real code about 4:1. */
  packageRatio: 200,
  /** Connections of one environment to its Runtime API, each of which may send an answer; a runtime needs one. */
  runtimeConnections: 16,
  /** Connections from one server's sandboxes to its own API. */
  apiConnections: 256,
  /** How long a runtime may still run after it has asked for its next invocation, before it is stopped. */
  freezeAfterMs: 20,
} as const
