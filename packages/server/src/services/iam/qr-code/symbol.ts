import { codewordsOf } from './codewords.ts'

/** The dark modules of a QR code, row by row (ISO/IEC 18004). Always mask 0: every reader takes any. */
export function qrModules(data: Uint8Array): readonly (readonly boolean[])[] {
  const { version, bytes } = codewordsOf(data)
  const size = 17 + 4 * version
  const canvas: Canvas = {
    size,
    dark: Array.from({ length: size }, () => new Array<boolean>(size).fill(false)),
    taken: Array.from({ length: size }, () => new Array<boolean>(size).fill(false)),
  }
  drawPatterns(canvas, version)
  drawFormat(canvas)
  if (version >= 7) drawVersion(canvas, version)
  drawData(canvas, bytes)
  return canvas.dark
}

interface Canvas {
  readonly size: number
  readonly dark: boolean[][]
  /** What belongs to a pattern: data goes around it. */
  readonly taken: boolean[][]
}

function set({ dark, taken, size }: Canvas, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return
  const [row, marks] = [dark[y], taken[y]]
  if (!row || !marks) return
  row[x] = isDark
  marks[x] = true
}

function drawPatterns(canvas: Canvas, version: number): void {
  const { size } = canvas
  for (let i = 0; i < size; i++) {
    set(canvas, 6, i, i % 2 === 0)
    set(canvas, i, 6, i % 2 === 0)
  }
  const corners = [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const
  // Rings around a centre; the fourth is the white separator of a finder.
  for (const [x, y] of corners) drawRings(canvas, x, y, [true, true, false, true, false])
  for (const [x, y] of alignments(version)) drawRings(canvas, x, y, [true, false, true])
}

function drawRings(canvas: Canvas, x: number, y: number, rings: readonly boolean[]): void {
  const reach = rings.length - 1
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      set(canvas, x + dx, y + dy, rings[Math.max(Math.abs(dx), Math.abs(dy))] ?? false)
    }
  }
}

/** The centres of the small patterns, but for the three corners of the large ones. */
export function alignments(version: number): (readonly [number, number])[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const last = 10 + 4 * version
  const step = Math.ceil((last - 6) / (count * 2 - 2)) * 2
  const places = [6, ...Array.from({ length: count - 1 }, (_, i) => last - (count - 2 - i) * step)]
  return places.flatMap(y =>
    places.flatMap((x): (readonly [number, number])[] => {
      const isCorner = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)
      return isCorner ? [] : [[x, y]]
    }),
  )
}

/** Level L and mask 0 as the standard's table has them. */
const FORMAT = 0b111011111000100

function drawFormat(canvas: Canvas): void {
  const { size } = canvas
  const bit = (i: number) => ((FORMAT >>> i) & 1) === 1
  for (let i = 0; i <= 5; i++) set(canvas, 8, i, bit(i))
  set(canvas, 8, 7, bit(6))
  set(canvas, 8, 8, bit(7))
  set(canvas, 7, 8, bit(8))
  for (let i = 9; i < 15; i++) set(canvas, 14 - i, 8, bit(i))
  for (let i = 0; i < 8; i++) set(canvas, size - 1 - i, 8, bit(i))
  for (let i = 8; i < 15; i++) set(canvas, 8, size - 15 + i, bit(i))
  set(canvas, 8, size - 8, true)
}

function drawVersion(canvas: Canvas, version: number): void {
  let remainder = version
  for (let i = 0; i < 12; i++) remainder = (remainder << 1) ^ ((remainder >>> 11) * 0x1f25)
  const bits = (version << 12) | remainder
  for (let i = 0; i < 18; i++) {
    const isDark = ((bits >>> i) & 1) === 1
    const [a, b] = [canvas.size - 11 + (i % 3), Math.floor(i / 3)]
    set(canvas, a, b, isDark)
    set(canvas, b, a, isDark)
  }
}

/** Places of data in their order: columns of two from the right, up and down in turn. */
export function* dataPlaces({
  size,
  taken,
}: Pick<Canvas, 'size' | 'taken'>): Iterable<readonly [x: number, y: number]> {
  let upward = true
  for (let right = size - 1; right >= 1; right -= 2) {
    // The column of the timing pattern is left out whole.
    if (right === 6) right = 5
    for (let i = 0; i < size; i++) {
      const y = upward ? size - 1 - i : i
      for (const x of [right, right - 1]) if (!taken[y]?.[x]) yield [x, y]
    }
    upward = !upward
  }
}

function drawData(canvas: Canvas, bytes: Uint8Array): void {
  let at = 0
  for (const [x, y] of dataPlaces(canvas)) {
    const isDark = (((bytes[at >> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1
    const row = canvas.dark[y]
    if (row) row[x] = isDark !== ((x + y) % 2 === 0)
    at++
  }
}
