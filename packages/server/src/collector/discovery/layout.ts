import type { Write } from '../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { branchKey, positionKey, putRecord, recordOf } from '../records.ts'
import { listBranch } from './branch.ts'
import type { Look } from './discover.ts'
import { type Day, daysOf, findLayout } from './folders.ts'

/** Where the branches of a layout stand. */
interface Position {
  readonly expandedAt: number
  readonly families: readonly Family[]
  readonly undated: readonly string[]
  readonly isCut: boolean
}

interface Family {
  readonly prefix: string
  /** Days up to this one are closed: `YYYY-MM-DD`. */
  readonly closed: string
  /** Open days, oldest first; not all while old ones are fetched back. */
  readonly days: readonly Day[]
}

/** One cursor a branch; branches whose day is long over are closed once they were listed to their end. */
export async function listLayout(look: Look): Promise<string | undefined> {
  const position = await expanded(look)
  const families: Family[] = []
  const ended: Write[] = []
  for (const family of position.families) {
    const { kept, closed } = await listFamily(family, look)
    families.push(kept)
    ended.push(
      ...closed.map(
        ({ prefix }): Write => ({
          type: 'delete',
          key: branchKey(look.connector.id, prefix),
        }),
      ),
    )
  }
  for (const prefix of position.undated) {
    if (look.room > 0) await listBranch({ prefix, isShallow: true }, look)
  }
  if (ended.length > 0) {
    // What was open may have made room for older days.
    const moved: Position = { ...position, families, expandedAt: 0 }
    await look.store.commit([putRecord(positionKey(look.connector.id), moved), ...ended])
  }
  return position.isCut
    ? `the layout has more than ${LIMITS.branches} branches or is deeper than ${LIMITS.branchDepth} folders: give the connector a longer prefix`
    : undefined
}

async function listFamily(family: Family, look: Look) {
  const open: Day[] = []
  const closed: Day[] = []
  const lastClosable = dayOf(look.now() - LIMITS.openDays * DAY_MS)
  for (const day of family.days) {
    const isDone = look.room > 0 && (await listBranch({ prefix: day.prefix }, look))
    // INVARIANT: days close in their order, so that one date tells which are closed.
    const mayClose = isDone && open.length === 0 && day.date < lastClosable
    if (mayClose) closed.push(day)
    else open.push(day)
  }
  const kept: Family = { ...family, closed: closed.at(-1)?.date ?? family.closed, days: open }
  return { kept, closed }
}

/** Looks for new accounts, regions and days now and then. */
async function expanded(look: Look): Promise<Position> {
  const { connector, source, store, now, signal } = look
  const stored = recordOf<Position>(await store.get(positionKey(connector.id)))
  if (stored && now() - stored.expandedAt < LIMITS.expandEveryMs) return stored
  const layout = await findLayout(source, connector.prefix, signal)
  const families: Family[] = []
  for (const prefix of layout.families) {
    const known = stored?.families.find(family => family.prefix === prefix)
    const closed = known?.closed ?? firstClosed(connector.startAt)
    const days = followed(await daysOf(source, prefix, closed))
    families.push({ prefix, closed, days })
  }
  const { undated, isCut } = layout
  const position: Position = { expandedAt: now(), families, undated, isCut }
  await store.commit([putRecord(positionKey(connector.id), position)])
  return position
}

/** The newest days are followed at once, old ones so many at a time. */
function followed(days: readonly Day[]): readonly Day[] {
  const newest = days.slice(-(LIMITS.openDays + 1))
  const old = days.slice(0, -(LIMITS.openDays + 1)).slice(0, LIMITS.oldDays)
  return [...old, ...newest]
}

const firstClosed = (startAt: number) =>
  startAt === 0 ? '' : dayOf(startAt - (LIMITS.openDays + 1) * DAY_MS)

const DAY_MS = 86_400_000
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
