/**
 * A decimal number: the closest double, and the text, which is asked where doubles are equal though numbers
 * are not (9007199254740993 and 9007199254740992).
 */
export interface Decimal {
  readonly near: number
  readonly text: string
}

/** Digits that a double always holds exactly. */
const SAFE_DIGITS = 15

/** Integer or decimal text (`10`, `-0.5`); no exponent. Undefined for anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  return isDecimal(text) ? { near: Number(text), text } : undefined
}

/** Negative, zero or positive. Rounding keeps the order, so only doubles that are equal need a second look. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.near < b.near) return -1
  if (a.near > b.near) return 1
  if (a.text.length <= SAFE_DIGITS && b.text.length <= SAFE_DIGITS) return 0
  return compareExactly(a.text, b.text)
}

function isDecimal(text: string): boolean {
  let digits = 0
  let points = 0
  const signed = text.startsWith('-') || text.startsWith('+')
  for (let i = signed ? 1 : 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 48 && unit <= 57) digits++
    else if (unit !== 46 || ++points > 1) return false
  }
  return digits > 0
}

/** Digit by digit: however long the numbers are, in one pass. */
function compareExactly(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  if (left.sign !== right.sign) return left.sign - right.sign
  return left.sign * compareMagnitudes(left, right)
}

interface Parts {
  readonly sign: number
  /** Without the zeros that do not count. */
  readonly whole: string
  readonly fraction: string
}

function partsOf(text: string): Parts {
  const signed = text.startsWith('-') || text.startsWith('+') ? 1 : 0
  const point = text.indexOf('.')
  const end = point < 0 ? text.length : point
  let first = signed
  while (first < end && text[first] === '0') first++
  let last = text.length
  while (last > end + 1 && text[last - 1] === '0') last--
  const whole = text.slice(first, end)
  const fraction = text.slice(end + 1, last)
  const isZero = whole === '' && fraction === ''
  return { sign: isZero ? 0 : text.startsWith('-') ? -1 : 1, whole, fraction }
}

function compareMagnitudes(a: Parts, b: Parts): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length
  if (a.whole !== b.whole) return a.whole < b.whole ? -1 : 1
  if (a.fraction === b.fraction) return 0
  return a.fraction < b.fraction ? -1 : 1
}
