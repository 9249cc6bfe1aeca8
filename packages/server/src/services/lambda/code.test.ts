import { expect, it } from 'vitest'
import { readPackage } from '../../functions/code-store.ts'
import { writeZip } from '../../kernel/archive.ts'
import { assertPackage } from './code.ts'
import { LIMITS } from './limits.ts'

it('keeps so many packages waiting, and turns further ones away', async () => {
  const zip = await writeZip([{ name: 'index.js', bytes: Buffer.from('code') }])
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = readPackage(zip, () => promise)
  const waiting = Array.from({ length: LIMITS.packagesWaiting }, () => assertPackage(zip))
  await expect(assertPackage(zip)).rejects.toMatchObject({
    code: 'TooManyRequestsException',
    members: { Reason: 'CallerRateLimitExceeded', Type: 'User' },
  })
  resolve()
  await Promise.all([first, ...waiting])
  await assertPackage(zip)
})
