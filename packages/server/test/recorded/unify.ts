/**
 * Compares an answer with a recorded one. What varies stands in the recording as `<role-id:1>`: such a
 * placeholder stands for one text throughout a test, and two of them never for the same.
 * @returns what differs, one line each
 */
export function differences(recorded: unknown, actual: unknown): string[] {
  const bound = new Map<string, string>(Object.entries(KNOWN))
  const leaves: Leaf[] = []
  const found: string[] = []
  walk(recorded, actual, '', leaves, found)
  // Whole placeholders first: they leave no doubt where one ends within a longer text.
  const rank = ({ recorded: text }: Leaf) => (text.split(PLACEHOLDER).length > 3 ? 1 : 0)
  const whole = leaves.filter(leaf => isWhole(leaf.recorded))
  const rest = leaves.filter(leaf => !isWhole(leaf.recorded))
  for (const leaf of [...whole, ...rest.sort((a, b) => rank(a) - rank(b))]) {
    const message = unifyText(leaf, bound)
    if (message) found.push(message)
  }
  return [...found, ...shared(bound)]
}

const KNOWN = { '<partition>': 'aws', '<region>': 'us-east-1' }
const PLACEHOLDER = /(<[a-z0-9-]+(?::\d+)?>)/
/** Placeholders that stand for another value each time. */
const CHANGING = ['<datetime>', '<timestamp>', '<uuid>', '<date>', '<time>']

interface Leaf {
  readonly path: string
  readonly recorded: string
  readonly actual: string
}

const isWhole = (text: string) =>
  text.split(PLACEHOLDER).join('') === text && /^<[^<>]+>$/.test(text)

function walk(
  recorded: unknown,
  actual: unknown,
  path: string,
  leaves: Leaf[],
  found: string[],
): void {
  if (typeof recorded === 'string') {
    if (typeof actual === 'object' || actual === undefined) found.push(line(path, recorded, actual))
    else leaves.push({ path, recorded, actual: String(actual) })
    return
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    if (recorded.length !== actual.length) found.push(line(path, recorded, actual))
    else
      for (const [i, item] of recorded.entries())
        walk(item, actual[i], `${path}[${i}]`, leaves, found)
    return
  }
  if (isObject(recorded) && isObject(actual)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(actual)])) {
      walk(recorded[key], actual[key], path === '' ? key : `${path}.${key}`, leaves, found)
    }
    return
  }
  if (recorded !== actual) found.push(line(path, recorded, actual))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const line = (path: string, recorded: unknown, actual: unknown) =>
  `${path}: expected ${shown(recorded)}, got ${shown(actual)}`

const shown = (value: unknown) => JSON.stringify(value) ?? 'nothing'

/** Binds the placeholders of one text, or tells that it differs. */
function unifyText(
  { path, recorded, actual }: Leaf,
  bound: Map<string, string>,
): string | undefined {
  const names: string[] = []
  const pattern = recorded
    .split(PLACEHOLDER)
    .map((part, i) => {
      if (i % 2 === 0) return escaped(part)
      const known = bound.get(part)
      if (known !== undefined) return escaped(known)
      const first = names.indexOf(part)
      if (first >= 0 && !CHANGING.includes(part)) return `\\${first + 1}`
      names.push(part)
      return '([\\s\\S]+?)'
    })
    .join('')
  const match = new RegExp(`^${pattern}$`).exec(actual)
  if (!match) return line(path, recorded, actual)
  for (const [i, name] of names.entries()) {
    if (!CHANGING.includes(name)) bound.set(name, match[i + 1] ?? '')
  }
  return undefined
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Numbered placeholders of one kind stand for different things. */
function shared(bound: ReadonlyMap<string, string>): string[] {
  const seen = new Map<string, string>()
  return [...bound].flatMap(([name, value]) => {
    const kind = name.replace(/:\d+>$/, '')
    const other = seen.get(`${kind} ${value}`)
    seen.set(`${kind} ${value}`, name)
    return other ? [`${name} and ${other} are both ${shown(value)}`] : []
  })
}
