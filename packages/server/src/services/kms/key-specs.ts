import type {
  DataKeyPairSpec,
  EncryptionAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '../../wire/models/kms.ts'

/** The specs that are built: all but SM2, whose algorithms are for the regions in China. */
export type Spec = Exclude<KeySpec, 'SM2'>
export type PairSpec = Exclude<DataKeyPairSpec, 'SM2'>

export interface SpecRules {
  readonly usages: readonly KeyUsageType[]
  readonly encryption?: readonly EncryptionAlgorithmSpec[]
  readonly signing?: readonly SigningAlgorithmSpec[]
  readonly mac?: MacAlgorithmSpec
  readonly material:
    | { readonly kind: 'secret'; readonly bytes: number }
    | { readonly kind: 'rsa'; readonly bits: number }
    | { readonly kind: 'ec'; readonly curve: string }
}

const RSA_SIGNING = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
] as const

const rsa = (bits: number): SpecRules => ({
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  signing: RSA_SIGNING,
  material: { kind: 'rsa', bits },
})

const ec = (curve: string, signing: SigningAlgorithmSpec, agreement = true): SpecRules => ({
  usages: agreement ? ['SIGN_VERIFY', 'KEY_AGREEMENT'] : ['SIGN_VERIFY'],
  signing: [signing],
  material: { kind: 'ec', curve },
})

const hmac = (bytes: number, mac: MacAlgorithmSpec): SpecRules => ({
  usages: ['GENERATE_VERIFY_MAC'],
  mac,
  material: { kind: 'secret', bytes },
})

/** What each kind of key is made of and good for. */
export const SPECS: Readonly<Record<Spec, SpecRules>> = {
  SYMMETRIC_DEFAULT: {
    usages: ['ENCRYPT_DECRYPT'],
    encryption: ['SYMMETRIC_DEFAULT'],
    material: { kind: 'secret', bytes: 32 },
  },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: ec('prime256v1', 'ECDSA_SHA_256'),
  ECC_NIST_P384: ec('secp384r1', 'ECDSA_SHA_384'),
  ECC_NIST_P521: ec('secp521r1', 'ECDSA_SHA_512'),
  ECC_SECG_P256K1: ec('secp256k1', 'ECDSA_SHA_256', false),
  HMAC_224: hmac(28, 'HMAC_SHA_224'),
  HMAC_256: hmac(32, 'HMAC_SHA_256'),
  HMAC_384: hmac(48, 'HMAC_SHA_384'),
  HMAC_512: hmac(64, 'HMAC_SHA_512'),
}

export const isBuilt = (spec: KeySpec): spec is Spec => spec !== 'SM2'
