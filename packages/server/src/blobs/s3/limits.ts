/** Bounds of the blobs on an S3-compatible endpoint. */
export const LIMITS = {
  /** Bytes of a part of an upload: the least that S3 takes, and a whole number of blocks. */
  partBytes: 5 * 1024 * 1024,
  /** Parts of an upload (an AWS figure). */
  parts: 10_000,
  /** Bytes of an upload that may be held without asking. */
  freeBytes: 256 * 1024,
  /** Uploads that may hold more than that, up to a part, at the same time; the others wait. */
  largeUploads: 24,
  /** How long a part may take to come in while others wait. */
  slowPartMs: 60_000,
  /** How long an answer may take, and how many bytes of a body must leave in each millisecond until then. */
  answerMs: 20_000,
  slowestBytesPerMs: 64,
  /** How long the bytes of an answer may rest. */
  restMs: 20_000,
  /** Bytes of an answer that is read whole: a page of a listing is the largest. */
  answerBytes: 4 * 1024 * 1024,
  /** Characters of what an endpoint says of a failure. */
  failureCharacters: 300,
  /** How often in a row a request may fail, if its failure may pass; and one that only cleans up. */
  attempts: 7,
  cleaningAttempts: 2,
  /** How often bytes that are not what was written are read again: a wire may have changed them. */
  damagedReads: 2,
  /** How long after the first of these failures the last attempt may begin. */
  patienceMs: 60_000,
  /** The first pause before the next attempt; it doubles each time. */
  pauseMs: 100,
  longestPauseMs: 5_000,
  /** Keys and uploads of a page of a listing (an AWS figure). */
  listed: 1_000,
  /** An upload that began longer ago than this and the age of a sweep was given up by whoever began it. */
  longestUploadMs: 7 * 86_400_000,
  /** Connections that are kept for the next request. One under way has its own: their number is that of requests. */
  keptConnections: 32,
  keptConnectionMs: 60_000,
} as const
