import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../kernel/clock.ts'
import { memoryStore } from '../../../store/memory.ts'
import { createUsedAssertions } from './used-assertions.ts'

describe('an assertion for one use', () => {
  it('is used once, whichever of the processes that share a store it is shown to', async () => {
    const clock = fakeClock()
    const store = memoryStore({ clock })
    const [one, other] = [createUsedAssertions(store), createUsedAssertions(store)]
    const assertion = {
      providerArn: 'arn:aws:iam::1:saml-provider/Corp',
      id: `_${'a'.repeat(9_000)}`,
    }
    expect(await one.take(assertion, 'request 1')).toBe(true)
    // A request that is run again because something had changed is the same request.
    expect(await one.take(assertion, 'request 1')).toBe(true)
    expect(await other.take(assertion, 'request 2')).toBe(false)
    await clock.advance(6 * 60_000 - 1)
    expect(await one.take(assertion, 'request 3')).toBe(false)
    expect(await other.take({ ...assertion, id: '_b' }, 'request 4')).toBe(true)
    expect(await other.take({ ...assertion, providerArn: 'another' }, 'request 5')).toBe(true)
  })
})
