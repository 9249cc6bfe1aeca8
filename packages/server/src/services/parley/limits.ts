/** Bounds of our own service. */
export const LIMITS = {
  /** Items of a page when the request names no number. */
  pageSize: 50,
  /** Queues looked through for one page of ListDeliveries. */
  queuesPerPage: 500,
  /** Characters of a request's input that an explanation repeats. */
  shownInputCharacters: 2_000,
} as const
