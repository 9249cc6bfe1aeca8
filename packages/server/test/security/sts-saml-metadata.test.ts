import { describe, expect, it } from 'vitest'
import { trustOf } from '../../src/services/sts/saml/metadata.ts'
import { CERTIFICATE as EC_CERTIFICATE } from '../conformance/iam-certificate.ts'
import { ENTITY_ID, metadata, SAML_CERTIFICATE, WEAK_CERTIFICATE } from '../saml-idp.ts'

/** Which keys the metadata of an identity provider makes believed. */

const typesOf = (text: string) => trustOf(text)?.keys.map(({ asymmetricKeyType: type }) => type)

describe('the metadata of a provider', () => {
  it('names it and its signing keys', () => {
    expect(trustOf(metadata())?.entityId).toBe(ENTITY_ID)
    expect(typesOf(metadata([SAML_CERTIFICATE, EC_CERTIFICATE]))).toEqual(['rsa', 'ec'])
    const unspecified = metadata().replace(' use="signing"', '')
    expect(typesOf(unspecified)).toEqual(['rsa'])
  })

  it('loses no key by one that cannot be read or is too short', () => {
    expect(typesOf(metadata(['AAAA', WEAK_CERTIFICATE, EC_CERTIFICATE]))).toEqual(['ec'])
  })

  it.each([
    ['whose keys are for encryption', metadata().replace('use="signing"', 'use="encryption"')],
    ['whose only key is too short', metadata([WEAK_CERTIFICATE])],
    ['without a name', metadata([SAML_CERTIFICATE], '')],
    [
      'with a document type',
      metadata().replace('<EntityDescriptor', '<!DOCTYPE a><EntityDescriptor'),
    ],
    ['of a service provider', metadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
    ['of another namespace', metadata().replace('SAML:2.0:metadata"', 'SAML:1.0:metadata"')],
    ['longer than is read', metadata() + ' '.repeat(1_000_000)],
    ['that is no XML', 'EntityDescriptor IDPSSODescriptor X509Certificate'],
  ])('%s makes nobody believed', (_, text) => {
    expect(trustOf(text)).toBeUndefined()
  })
})
