import { systemClock } from '../kernel/clock.ts'
import { LIMITS } from './limits.ts'

/** One process that is kept running. */
export interface Member {
  /** What it says once it is ready; rejects when it ends before. */
  readonly ready: Promise<Ready>
  readonly ended: Promise<void>
  /** Asks it to end in its own time. */
  stop(): void
  kill(): void
}

export interface Ready {
  readonly url: string
  readonly account: string
  readonly region: string
  readonly credentialsFile: string
}

export interface Team {
  readonly ready: Ready
  /** Ends every member: requests in flight are answered first. */
  stop(): Promise<void>
}

export interface TeamOptions {
  readonly size: number
  readonly start: () => Member
  readonly say: (message: string) => void
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * Keeps `size` processes running. The first one prepares an empty database; the others follow when it is ready.
 * @throws whatever the first one failed with
 */
export async function superviseTeam(options: TeamOptions): Promise<Team> {
  const stopping = new AbortController()
  const members = new Set<Member>()
  const launch = (): Member => {
    const member = options.start()
    members.add(member)
    void member.ended.then(() => members.delete(member))
    return member
  }
  const first = launch()
  const ready = await first.ready
  const others = Array.from({ length: options.size - 1 }, launch)
  const places = [first, ...others].map(member => keep(member, launch, options, stopping.signal))
  await Promise.all(others.map(({ ready: started }) => started.catch(() => 'it is replaced')))
  return {
    ready,
    async stop() {
      stopping.abort()
      for (const member of members) member.stop()
      const kill = setTimeout(() => {
        for (const member of members) member.kill()
      }, LIMITS.stopMs)
      await Promise.all(places)
      clearTimeout(kill)
    },
  }
}

/** Replaces the member of one place for as long as nobody stops the team. */
async function keep(
  first: Member,
  launch: () => Member,
  { say, sleep = systemClock.sleep }: TeamOptions,
  stopping: AbortSignal,
): Promise<void> {
  let waitMs: number = LIMITS.firstRestartMs
  for (let member = first; ; member = launch()) {
    member.ready.catch(() => 'told by its end')
    const settled = new AbortController()
    void sleep(LIMITS.settledMs, settled.signal).then(
      () => {
        waitMs = LIMITS.firstRestartMs
      },
      () => 'it ended early',
    )
    await member.ended
    settled.abort()
    if (stopping.aborted) return
    say(`a worker ended; another takes its place in ${waitMs} ms`)
    await sleep(waitMs, stopping).catch(() => 'stopping')
    if (stopping.aborted) return
    waitMs = Math.min(waitMs * 2, LIMITS.longestRestartMs)
  }
}
