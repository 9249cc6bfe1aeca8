import { LIMITS } from '../limits.ts'
import {
  type Cursor,
  cursorOver,
  eat,
  eatWord,
  malformed,
  skipSpace,
  takeQuoted,
  takeRegex,
  takeWhile,
  unexpected,
} from './cursor.ts'
import { globExtract } from './glob-extract.ts'
import { parseExpression, takeFieldName } from './parse-expression.ts'
import type { Column, Command, Order, Query } from './query.ts'

/** Commands parted by `|`, each working on the rows of the one before. @throws MalformedQueryException */
export function parseQuery(text: string): Query {
  const cursor = cursorOver(text)
  const commands: Command[] = []
  // A query may begin with a bar.
  eat(cursor, '|')
  do {
    commands.push(parseCommand(cursor))
    if (commands.length > LIMITS.queryCommands) {
      throw malformed(`more than ${LIMITS.queryCommands} commands`, 0, text.length)
    }
  } while (eat(cursor, '|'))
  skipSpace(cursor)
  if (cursor.at < text.length) throw unexpected(cursor, '`|` or the end')
  return { commands }
}

function parseCommand(cursor: Cursor): Command {
  skipSpace(cursor)
  const start = cursor.at
  const name = takeWhile(cursor, /[A-Za-z]/).toLowerCase()
  switch (name) {
    case 'fields':
    case 'display':
      return { kind: name, columns: parseColumns(cursor) }
    case 'filter':
      return { kind: 'filter', condition: parseExpression(cursor) }
    case 'stats':
      return parseStats(cursor)
    case 'sort':
    case 'order':
      return { kind: 'sort', orders: parseOrders(cursor) }
    case 'limit':
    case 'head':
      return { kind: 'limit', count: parseCount(cursor) }
    case 'dedup':
      return { kind: 'dedup', keys: parseColumns(cursor).map(({ expression }) => expression) }
    case 'parse':
      return parseParse(cursor)
    default:
      throw malformed(
        `expected a command (fields, display, filter, stats, sort, limit, parse, dedup), got \`${name}\``,
        start,
        cursor.at,
      )
  }
}

/** `expression as name, …`; without an alias the name is the expression as it was written. */
function parseColumns(cursor: Cursor): Column[] {
  const columns: Column[] = []
  do {
    skipSpace(cursor)
    const start = cursor.at
    const expression = parseExpression(cursor)
    const written = cursor.text.slice(start, cursor.at).trim()
    const plain = expression.kind === 'field' ? expression.name : written
    const name = eatWord(cursor, 'as') ? takeFieldName(cursor) : plain
    columns.push({ name, expression })
  } while (eat(cursor, ','))
  return columns
}

function parseStats(cursor: Cursor): Command {
  cursor.inStats = true
  const columns = parseColumns(cursor)
  cursor.inStats = false
  return { kind: 'stats', columns, by: eatWord(cursor, 'by') ? parseColumns(cursor) : [] }
}

function parseOrders(cursor: Cursor): Order[] {
  eatWord(cursor, 'by')
  const orders: Order[] = []
  do {
    // `sort count(*)` names a column of stats, which bears that text.
    skipSpace(cursor)
    const start = cursor.at
    cursor.inStats = true
    const expression = parseExpression(cursor)
    cursor.inStats = false
    const name = cursor.text.slice(start, cursor.at).trim()
    const isDescending = eatWord(cursor, 'desc')
    if (!isDescending) eatWord(cursor, 'asc')
    const isComputed = expression.kind === 'aggregate' || expression.kind === 'call'
    orders.push({ expression: isComputed ? { kind: 'field', name } : expression, isDescending })
  } while (eat(cursor, ','))
  return orders
}

function parseCount(cursor: Cursor): number {
  skipSpace(cursor)
  const start = cursor.at
  const digits = takeWhile(cursor, /\d/)
  const count = Number(digits)
  if (digits === '' || count < 1 || count > LIMITS.queryRows) {
    throw malformed(`a limit is a number from 1 to ${LIMITS.queryRows}`, start, cursor.at)
  }
  return count
}

/** `parse @message "user=*, id=*" as user, id` or `parse @message /user=(?<user>\S+)/`. */
function parseParse(cursor: Cursor): Command {
  skipSpace(cursor)
  const start = cursor.at
  const next = cursor.text[start]
  // Without a field it is about the message.
  const isPattern = next === '"' || next === "'" || next === '/'
  const name = isPattern ? '@message' : takeFieldName(cursor)
  const source = { kind: 'field', name } as const
  skipSpace(cursor)
  const quote = cursor.text[cursor.at] ?? ''
  if (quote === '/') {
    const regex = takeRegex(cursor)
    const given = eatWord(cursor, 'as') ? takeNames(cursor) : undefined
    const named = [...regex.names]
    const names = given ?? named.map(([name]) => name)
    const groups = given ? given.map((_, index) => index + 1) : named.map(([, group]) => group)
    if (names.length === 0 || Math.max(...groups) > regex.groupCount) {
      throw malformed('the expression has no group for each name', start, cursor.at)
    }
    return {
      kind: 'parse',
      source,
      names,
      extract(text) {
        const found = regex.exec(text)
        return found && groups.map(group => found.groups[group])
      },
    }
  }
  if (quote !== '"' && quote !== "'") throw unexpected(cursor, 'a pattern')
  const pattern = takeQuoted(cursor, quote)
  const names = eatWord(cursor, 'as') ? takeNames(cursor) : []
  const parts = pattern.split('*')
  if (parts.length - 1 !== names.length || names.length === 0) {
    throw malformed('the pattern has to have a `*` for each name', start, cursor.at)
  }
  return { kind: 'parse', source, names, extract: globExtract(parts) }
}

function takeNames(cursor: Cursor): string[] {
  const names: string[] = []
  do names.push(takeFieldName(cursor))
  while (eat(cursor, ','))
  return names
}
