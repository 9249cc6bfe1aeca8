import { LIMITS } from './limits.ts'
import type { Result } from './result.ts'
import type { TextPosition } from './types.ts'

/** A JSON value that remembers where it stands. */
export type Node = { readonly start: TextPosition; readonly end: TextPosition } & (
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'string'; readonly text: string }
  /** Numbers and booleans keep their spelling. */
  | { readonly kind: 'number' | 'boolean'; readonly text: string }
  | { readonly kind: 'null' }
)

export interface Member {
  readonly name: string
  readonly value: Node
}

export interface JsonProblem {
  readonly problem: string
  readonly position: TextPosition
}

/**
 * Reads JSON strictly (RFC 8259) and says where it breaks. Two members of one name are an error: which of
 * them would count must never be a guess.
 */
export function readJson(text: string): Result<Node, JsonProblem> {
  const reader = new Reader(text)
  try {
    reader.space()
    const value = reader.value(0)
    reader.space()
    if (reader.at < text.length) throw reader.problem('expected the end of the document')
    return { ok: true, value }
  } catch (error) {
    if (error instanceof JsonError) return { ok: false, error: error.detail }
    throw error
  }
}

/** The place of a character. */
export function positionOf(text: string, at: number): TextPosition {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

// The recursion is left by throwing; the error never leaves this file.
class JsonError extends Error {
  readonly detail: JsonProblem
  constructor(detail: JsonProblem) {
    super(detail.problem)
    this.detail = detail
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const SPACE = /[ \t\r\n]*/y
// Up to the next quote, escape or control character.
const PLAIN = /[^"\\\u0000-\u001f]*/y
const WORDS = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
] as const
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

class Reader {
  readonly text: string
  at = 0
  private line = 1
  private lineStart = 0
  private nextBreak: number

  constructor(text: string) {
    this.text = text
    this.nextBreak = text.indexOf('\n')
  }

  space(): void {
    this.run(SPACE)
  }

  value(depth: number): Node {
    if (depth > LIMITS.jsonDepth) throw this.problem('the document is nested too deeply')
    const start = this.position()
    const head = this.text[this.at]
    if (head === '{') return this.object(depth, start)
    if (head === '[') return this.array(depth, start)
    if (head === '"') return { kind: 'string', text: this.string(), start, end: this.position() }
    for (const [word, kind] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue
      this.at += word.length
      const end = this.position()
      return kind === 'null' ? { kind, start, end } : { kind, text: word, start, end }
    }
    const number = this.run(NUMBER)
    if (number === '') throw this.problem('expected a value')
    return { kind: 'number', text: number, start, end: this.position() }
  }

  private object(depth: number, start: TextPosition): Node {
    const members: Member[] = []
    const names = new Set<string>()
    this.list('}', () => {
      if (this.text[this.at] !== '"') throw this.problem('expected a name in quotes')
      const name = this.string()
      if (names.has(name)) throw this.problem(`the name \`${name}\` occurs twice`)
      names.add(name)
      this.space()
      if (this.text[this.at] !== ':') throw this.problem('expected a colon')
      this.at++
      this.space()
      members.push({ name, value: this.value(depth + 1) })
    })
    return { kind: 'object', members, start, end: this.position() }
  }

  private array(depth: number, start: TextPosition): Node {
    const items: Node[] = []
    this.list(']', () => items.push(this.value(depth + 1)))
    return { kind: 'array', items, start, end: this.position() }
  }

  private list(close: string, item: () => void): void {
    this.at++
    this.space()
    if (this.text[this.at] === close) {
      this.at++
      return
    }
    for (;;) {
      item()
      this.space()
      const next = this.text[this.at]
      if (next !== ',' && next !== close) throw this.problem(`expected a comma or \`${close}\``)
      this.at++
      if (next === close) return
      this.space()
    }
  }

  private string(): string {
    this.at++
    let all = ''
    for (;;) {
      all += this.run(PLAIN)
      const next = this.text[this.at]
      if (next === '"') {
        // Half a character is no text (RFC 8259, 8.2).
        if (!all.isWellFormed()) throw this.problem('half of a surrogate pair')
        this.at++
        return all
      }
      if (next !== '\\') throw this.problem('the text is not closed')
      all += this.escape()
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? ''
    const simple = ESCAPES.get(letter)
    if (simple !== undefined) {
      this.at += 2
      return simple
    }
    const hex = this.text.slice(this.at + 2, this.at + 6)
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) throw this.problem('unknown escape')
    this.at += 6
    return String.fromCharCode(Number.parseInt(hex, 16))
  }

  private run(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  problem(problem: string): JsonError {
    return new JsonError({ problem, position: this.position() })
  }

  position(): TextPosition {
    while (this.nextBreak >= 0 && this.nextBreak < this.at) {
      this.line++
      this.lineStart = this.nextBreak + 1
      this.nextBreak = this.text.indexOf('\n', this.lineStart)
    }
    return { line: this.line, column: this.at - this.lineStart + 1 }
  }
}
