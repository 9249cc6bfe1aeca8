import type { SigningCredentials } from '../../wire/sigv4/sign.ts'
import { connect } from '../client.ts'

/** What came of one step of the story. */
export interface Played {
  readonly title: string
  readonly outcome: 'allowed' | 'refused'
  /** The refusal, or what the step wants to show. */
  readonly detail: string
  readonly asExpected: boolean
}

export interface Stage {
  readonly played: readonly Played[]
  /** A step that must be allowed; what it returns is shown. @throws when it is refused */
  allowed<T>(title: string, act: () => Promise<T>, show?: (value: T) => string): Promise<T>
  /** A step that must be refused; the refusal is shown with its explanation. */
  refused(title: string, act: () => Promise<unknown>): Promise<void>
}

export interface StageOptions {
  readonly url: string
  readonly region: string
  readonly root: SigningCredentials
  readonly print: (line: string) => void
}

/** Plays steps and prints each as it happens. */
export function createStage({ url, region, root, print }: StageOptions): Stage {
  const played: Played[] = []
  const note = (step: Played) => {
    played.push(step)
    print(`${String(played.length).padStart(2)}. ${step.title}: ${step.outcome}`)
    for (const line of step.detail.split('\n')) if (line !== '') print(`      ${line}`)
  }
  const explain = async (requestId: string): Promise<string> => {
    const client = connect({ endpoint: url, region, credentials: root })
    const target = `/_parley/decisions/${encodeURIComponent(requestId)}`
    const { status, body } = await client.call({ service: 'parley', method: 'GET', target })
    return status === 200 ? String(body['text']) : ''
  }
  return {
    played,
    async allowed(title, act, show = () => '') {
      const value = await act().catch(error => {
        note({ title, outcome: 'refused', detail: messageOf(error), asExpected: false })
        throw error
      })
      note({ title, outcome: 'allowed', detail: show(value), asExpected: true })
      return value
    },
    async refused(title, act) {
      try {
        await act()
      } catch (error) {
        const why = await explain(requestIdOf(error))
        const detail = `${messageOf(error)}\n${why}`
        note({ title, outcome: 'refused', detail, asExpected: isDenial(error) })
        return
      }
      note({ title, outcome: 'allowed', detail: '', asExpected: false })
    },
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const isDenial = (error: unknown) => error instanceof Error && /^AccessDenied/.test(error.name)

const requestIdOf = (error: unknown) =>
  (error as { $metadata?: { requestId?: string } }).$metadata?.requestId ?? ''
