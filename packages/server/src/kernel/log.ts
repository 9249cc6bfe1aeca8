/** Structured logs: one JSON object per line on stderr, never with secrets. */
export interface Logger {
  error(message: string, details?: LogDetails): void
  warn(message: string, details?: LogDetails): void
  info(message: string, details?: LogDetails): void
}

export type LogLevel = 'error' | 'warn' | 'info' | 'silent'
export type LogDetails = Readonly<Record<string, unknown>>

const RANK: Record<LogLevel, number> = { silent: 0, error: 1, warn: 2, info: 3 }

export function createLogger(
  level: LogLevel,
  write: (line: string) => void = line => process.stderr.write(line),
): Logger {
  const at =
    (name: Exclude<LogLevel, 'silent'>) =>
    (message: string, details: LogDetails = {}) => {
      if (RANK[name] > RANK[level]) return
      const fields = Object.fromEntries(Object.entries(details).map(([k, v]) => [k, printable(v)]))
      write(
        `${JSON.stringify({ level: name, time: new Date().toISOString(), message, ...fields })}\n`,
      )
    }
  return { error: at('error'), warn: at('warn'), info: at('info') }
}

export const silentLogger: Logger = { error: () => {}, warn: () => {}, info: () => {} }

function printable(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const cause = value.cause === undefined ? {} : { cause: printable(value.cause) }
  return { name: value.name, message: value.message, stack: value.stack, ...cause }
}
