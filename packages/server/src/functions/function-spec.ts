/** How a function is run: what the room needs to know of it, whatever the service keeps beside. */
export interface FunctionSpec {
  /** Environments of the same id are interchangeable; new code or configuration has a new id. */
  readonly id: string
  /** Environments of one group with different ids are of the same function: the older ones are ended. */
  readonly group: string
  /** The function itself, whatever the version. */
  readonly owner: string
  /** Executions of the owner at the same time. */
  readonly reserved?: number
  readonly runtime: RuntimeFamily
  readonly code: FunctionCode
  readonly memoryMb: number
  readonly ephemeralMb: number
  readonly timeoutMs: number
  /** `$LATEST` or a number. */
  readonly version: string
  /** As the first line of a log names it. */
  readonly runtimeVersion: string
  /** Called for each new environment: variables, and where its log goes. */
  start(): Promise<Started>
}

export type RuntimeFamily = 'nodejs' | 'python' | 'provided'

export interface FunctionCode {
  /** SHA-256 of the package in hex: the same code is unpacked once. */
  readonly sha256: string
  /** The package, a zip. */
  load(): Promise<Uint8Array>
}

export interface Started {
  readonly variables: Readonly<Record<string, string>>
  /** When its credentials end, epoch ms. */
  readonly expiresAt: number
  readonly log: LogSink
}

/** Where the lines of an environment's log go. They may be lost, but never hold up a function. */
export interface LogSink {
  write(line: string, time: number): void
  /** After each invocation. */
  flush(): void
  /** When the environment has ended: nothing comes any more. */
  end(): void
}

export interface Invocation {
  readonly requestId: string
  readonly functionArn: string
  readonly payload: Uint8Array
  /** JSON. */
  readonly clientContext?: string
  readonly signal: AbortSignal
}

export interface Invoked {
  readonly outcome: Outcome
  /** The end of this invocation's log. */
  readonly tail: string
  /** How long the handler took, without the start of its environment; absent when it did not run here. */
  readonly durationMs?: number
}

export type Outcome =
  | { readonly kind: 'answered'; readonly payload: Uint8Array }
  /** The function failed; the payload tells how, as JSON. */
  | { readonly kind: 'failed'; readonly payload: Uint8Array }
  /** All places are taken: those of the function, or those of this server. */
  | { readonly kind: 'throttled'; readonly places: 'reserved' | 'all' }
  /** It cannot be run here. */
  | { readonly kind: 'not-runnable'; readonly reason: string }

export const failedWith = (errorType: string, errorMessage: string): Outcome => ({
  kind: 'failed',
  payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
})
