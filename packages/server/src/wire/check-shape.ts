import { ServiceError } from '../kernel/errors.ts'
import type { Fields } from './codecs/codec.ts'
import { membersOf, shapeOf } from './codecs/json-values.ts'
import { malformedXml } from './codecs/rest-xml.ts'
import { iamRefusal } from './iam-words.ts'
import { LIMITS } from './limits.ts'
import type {
  ListShape,
  MapShape,
  ScalarShape,
  ServiceModel,
  ServiceName,
  Shape,
  StructureShape,
} from './models/model.ts'

/**
 * Checks what the bytes alone decide: required members, lengths, ranges, patterns, enums. After it the
 * input has the type that the model promises.
 * @returns the refusal in AWS's words and the service's code, or undefined
 */
export function checkShape(
  model: ServiceModel,
  operation: string,
  input: Fields,
): ServiceError | undefined {
  const name = model.operations[operation]?.input
  const shape = name === undefined ? undefined : shapeOf(model, name)
  if (shape?.type !== 'structure') return undefined
  const own = model.service === 'iam' ? iamRefusal(model, operation, shape, input) : undefined
  if (own) return own
  const violations: string[] = []
  checkStructure({ model, violations }, shape, input, '')
  if (violations.length === 0) return undefined
  if (model.protocol === 'rest-xml') return malformedXml()
  const count =
    violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  const message = `${count} detected: ${violations.slice(0, LIMITS.reportedViolations).join('; ')}`
  return new ServiceError(CODES[model.service], message, { status: 400 })
}

const CODES: Readonly<Record<ServiceName, string>> = {
  iam: 'ValidationError',
  sts: 'ValidationError',
  organizations: 'InvalidInputException',
  'lex-models': 'BadRequestException',
  'lex-runtime': 'BadRequestException',
  'lex-policies': 'ValidationException',
  lambda: 'ValidationException',
  logs: 'InvalidParameterException',
  kms: 'ValidationException',
  s3: 'InvalidArgument',
  cloudwatch: 'ValidationError',
  cloudtrail: 'ValidationException',
  parley: 'BadRequestException',
  collector: 'BadRequestException',
}

interface Checking {
  readonly model: ServiceModel
  readonly violations: string[]
}

function checkStructure(
  checking: Checking,
  shape: StructureShape,
  value: Fields,
  path: string,
): void {
  for (const name of shape.required ?? []) {
    if (value[name] === undefined) {
      const place = at(path, name)
      const subject = checking.model.protocol === 'query' ? 'Value' : 'Value null'
      checking.violations.push(
        `${subject} at '${place}' failed to satisfy constraint: Member must not be null`,
      )
    }
  }
  for (const [name, member] of membersOf(shape)) {
    const item = value[name]
    if (item === undefined || member.jsonvalue) continue
    checkValue(checking, shapeOf(checking.model, member.shape), item, at(path, name))
  }
}

function checkValue(checking: Checking, shape: Shape, value: unknown, path: string): void {
  switch (shape.type) {
    case 'structure':
      checkStructure(checking, shape, value as Fields, path)
      break
    case 'list':
      checkList(checking, shape, value as readonly unknown[], path)
      break
    case 'map':
      checkMap(checking, shape, value as Fields, path)
      break
    default:
      checkScalar(checking, shape, value, path)
  }
}

function checkList(
  checking: Checking,
  shape: ListShape,
  items: readonly unknown[],
  path: string,
): void {
  const broken = brokenSize(shape, items.length)
  if (broken) {
    // Structures are not repeated: only lists of plain values are.
    const isPlain = items.every(item => typeof item !== 'object')
    violate(checking, path, broken, isPlain ? `[${items.join(', ')}]` : undefined)
  }
  const member = shapeOf(checking.model, shape.member)
  for (const [index, item] of items.entries()) {
    checkValue(checking, member, item, `${path}.${index + 1}.member`)
  }
}

function checkMap(checking: Checking, shape: MapShape, map: Fields, path: string): void {
  const entries = Object.entries(map)
  const broken = brokenSize(shape, entries.length)
  if (broken) violate(checking, path, broken, `{${entries.map(([key]) => key).join(', ')}}`)
  const [key, value] = [shapeOf(checking.model, shape.key), shapeOf(checking.model, shape.value)]
  for (const [name, item] of entries) {
    checkValue(checking, key, name, `${path}.key`)
    checkValue(checking, value, item, `${path}.${name}.member`)
  }
}

function checkScalar(checking: Checking, shape: ScalarShape, value: unknown, path: string): void {
  if (typeof value === 'string') {
    checkText(checking, shape, value, path)
  } else if (typeof value === 'number') {
    const broken = brokenRange(shape, value)
    if (broken) violate(checking, path, broken, shown(shape, value))
  } else if (value instanceof Uint8Array) {
    const broken = brokenSize(shape, value.length)
    if (broken) violate(checking, path, broken, undefined)
  }
}

function checkText(checking: Checking, shape: ScalarShape, text: string, path: string): void {
  // Length first: a pattern is only tried on text of a length that the model allows, or that is short anyway.
  const length = lengthOf(text)
  const broken = brokenSize(shape, length)
  if (broken) violate(checking, path, broken, shown(shape, text))
  const { min = 0, max = length } = shape
  const fits = length >= min && length <= Math.max(max, LIMITS.matchedCharacters)
  if (shape.enum && !shape.enum.includes(text)) {
    const rule = `Member must satisfy enum value set: [${shape.enum.join(', ')}]`
    violate(checking, path, rule, shown(shape, text))
  }
  if (fits && shape.pattern !== undefined && !patternOf(shape.pattern).test(text)) {
    const rule = `Member must satisfy regular expression pattern: ${shape.pattern}`
    violate(checking, path, rule, shown(shape, text))
  }
}

/** What to repeat of a value; undefined when it is sensitive. */
const shown = ({ sensitive }: ScalarShape, value: string | number) =>
  sensitive ? undefined : String(value)

interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** The rule that a length breaks. */
function brokenSize({ min, max }: Bounds, size: number): string | undefined {
  if (min !== undefined && size < min) {
    return `Member must have length greater than or equal to ${min}`
  }
  if (max !== undefined && size > max) return `Member must have length less than or equal to ${max}`
  return undefined
}

function brokenRange({ min, max }: Bounds, value: number): string | undefined {
  if (min !== undefined && value < min) {
    return `Member must have value greater than or equal to ${min}`
  }
  if (max !== undefined && value > max) return `Member must have value less than or equal to ${max}`
  return undefined
}

function violate(
  { violations }: Checking,
  path: string,
  rule: string,
  value: string | undefined,
): void {
  const subject =
    value === undefined ? 'Value' : `Value '${value.slice(0, LIMITS.echoedCharacters)}'`
  violations.push(`${subject} at '${path}' failed to satisfy constraint: ${rule}`)
}

function at(path: string, name: string): string {
  const small = printed(name)
  return path === '' ? small : `${path}.${small}`
}

const names = new Map<string, string>()

/** AWS prints member names with a small first letter. They come from the models alone. */
function printed(name: string): string {
  const known = names.get(name)
  if (known !== undefined) return known
  const small = name.charAt(0).toLowerCase() + name.slice(1)
  names.set(name, small)
  return small
}

/** Unicode code points, as AWS counts characters. */
function lengthOf(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) length--
  }
  return length
}

const patterns = new Map<string, RegExp>()

/** Patterns come from the models alone; they match whole values (spec/lex-models.md §2.3). */
function patternOf(source: string): RegExp {
  const known = patterns.get(source)
  if (known) return known
  const whole = `^(?:${source})$`
  let pattern: RegExp
  try {
    pattern = new RegExp(whole, 'u')
  } catch {
    // A few patterns are no valid Unicode expressions (spec/stack.md §1.5).
    pattern = new RegExp(whole)
  }
  patterns.set(source, pattern)
  return pattern
}
