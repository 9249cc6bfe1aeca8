/** Points of the curves that keys have, y² = x³ + ax + b over a prime field (SEC 2; FIPS 186-5). */
export interface Curve {
  readonly openssl: string
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  readonly base: Point
  readonly order: bigint
  /** Bytes of a coordinate, and of a scalar. */
  readonly bytes: number
}

export interface Point {
  readonly x: bigint
  readonly y: bigint
}

/** By the name in a JSON web key. */
export const CURVES: ReadonlyMap<string, Curve> = new Map([
  [
    'P-256',
    curve('prime256v1', 32, {
      p: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
      a: 'ffffffff00000001000000000000000000000000fffffffffffffffffffffffc',
      b: '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
      x: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
      y: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      n: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    }),
  ],
  [
    'P-384',
    curve('secp384r1', 48, {
      p: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
      a: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc',
      b: 'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
      x: 'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
      y: '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
      n: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    }),
  ],
  [
    'P-521',
    curve('secp521r1', 66, {
      p: '01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
      a: '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc',
      b: '0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
      x: '00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
      y: '011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
      n: '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    }),
  ],
  [
    'secp256k1',
    curve('secp256k1', 32, {
      p: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
      a: '00',
      b: '07',
      x: '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
      y: '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
      n: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    }),
  ],
])

function curve(
  openssl: string,
  bytes: number,
  hex: Readonly<Record<'p' | 'a' | 'b' | 'x' | 'y' | 'n', string>>,
): Curve {
  const of = (name: keyof typeof hex) => BigInt(`0x${hex[name]}`)
  const base = { x: of('x'), y: of('y') }
  return { openssl, bytes, p: of('p'), a: of('a'), b: of('b'), base, order: of('n') }
}

export const mod = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

/** By the extended Euclidean algorithm; the modulus is prime and the value not 0. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [low, high] = [mod(value, modulus), modulus]
  let [a, b] = [1n, 0n]
  while (low > 1n) {
    const quotient = high / low
    ;[low, high] = [high - quotient * low, low]
    ;[a, b] = [b - quotient * a, a]
  }
  return mod(a, modulus)
}

export function isOnCurve({ x, y }: Point, { p, a, b }: Curve): boolean {
  if (x < 0n || x >= p || y < 0n || y >= p) return false
  return mod(y * y - (x * x * x + a * x + b), p) === 0n
}

/** u·base + v·point, for public values alone: its time tells what they are. Undefined at infinity. */
export function linear(u: bigint, v: bigint, point: Point, curve: Curve): Point | undefined {
  const { p, base } = curve
  const first = { ...base, z: 1n }
  const second = { ...point, z: 1n }
  const both = add(first, second, curve)
  const bits = Math.max(u.toString(2).length, v.toString(2).length)
  let sum: Jacobian = INFINITY_POINT
  for (let bit = BigInt(bits - 1); bit >= 0n; bit--) {
    sum = double(sum, curve)
    const inU = ((u >> bit) & 1n) === 1n
    const inV = ((v >> bit) & 1n) === 1n
    if (inU && inV) sum = add(sum, both, curve)
    else if (inU) sum = add(sum, first, curve)
    else if (inV) sum = add(sum, second, curve)
  }
  if (sum.z === 0n) return undefined
  const w = inverse(sum.z, p)
  return { x: mod(sum.x * w * w, p), y: mod(sum.y * w * w * w, p) }
}

/** x / z², y / z³; z is 0 at infinity. */
interface Jacobian extends Point {
  readonly z: bigint
}

const INFINITY_POINT: Jacobian = { x: 1n, y: 1n, z: 0n }

function double({ x, y, z }: Jacobian, { p, a }: Curve): Jacobian {
  if (z === 0n || y === 0n) return INFINITY_POINT
  const yy = mod(y * y, p)
  const s = mod(4n * x * yy, p)
  const zz = mod(z * z, p)
  const m = mod(3n * x * x + a * zz * zz, p)
  const doubled = mod(m * m - 2n * s, p)
  return { x: doubled, y: mod(m * (s - doubled) - 8n * yy * yy, p), z: mod(2n * y * z, p) }
}

function add(one: Jacobian, other: Jacobian, curve: Curve): Jacobian {
  if (one.z === 0n) return other
  if (other.z === 0n) return one
  const { p } = curve
  const [z1, z2] = [mod(one.z * one.z, p), mod(other.z * other.z, p)]
  const [u1, u2] = [mod(one.x * z2, p), mod(other.x * z1, p)]
  const [s1, s2] = [mod(one.y * z2 * other.z, p), mod(other.y * z1 * one.z, p)]
  if (u1 === u2) return s1 === s2 ? double(one, curve) : INFINITY_POINT
  const h = mod(u2 - u1, p)
  const r = mod(s2 - s1, p)
  const hh = mod(h * h, p)
  const hhh = mod(h * hh, p)
  const x = mod(r * r - hhh - 2n * u1 * hh, p)
  return { x, y: mod(r * (u1 * hh - x) - s1 * hhh, p), z: mod(h * one.z * other.z, p) }
}
