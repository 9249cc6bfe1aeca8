import { describe, expect, it } from 'vitest'
import { loadModel, type ServiceName } from './models/model.ts'
import { redact } from './redact.ts'

/** What nobody may read in a trail, however it is called. */
const SECRET =
  /password$|^secret|privatekey(?!cipher|password)|tokencode|authenticationcode|assertion$|webidentitytoken$|^plaintext$|^code[12]$/i

const SERVICES: readonly ServiceName[] = [
  ...(['iam', 'sts', 'organizations', 'lex-models', 'lex-runtime', 'lex-policies'] as const),
  ...(['lambda', 'logs', 'kms', 's3', 'cloudwatch', 'cloudtrail', 'parley', 'collector'] as const),
]

describe('what is recorded of a request', () => {
  it.each([
    ['sts', 'AssumeRole', { RoleArn: 'r', TokenCode: '123456' }],
    ['sts', 'GetSessionToken', { SerialNumber: 'r', TokenCode: '123456' }],
    ['iam', 'EnableMFADevice', { AuthenticationCode1: '123456', AuthenticationCode2: '123456' }],
  ] as const)('of %s %s holds no one-time code', (service, operation, input) => {
    const recorded = redact(loadModel(service), operation, input)
    expect(JSON.stringify(recorded)).not.toContain('123456')
    expect(Object.keys(recorded as object)).toEqual(Object.keys(input))
  })

  it.each(SERVICES)('by %s leaves out every member that is a secret', name => {
    const { shapes, operations } = loadModel(name)
    const told: string[] = []
    const seen = new Set<string>()
    const visit = (shapeName: string) => {
      const shape = shapes[shapeName]
      if (!shape || seen.has(shapeName) || ('sensitive' in shape && shape.sensitive)) return
      seen.add(shapeName)
      if (shape.type === 'list') visit(shape.member)
      if (shape.type === 'map') visit(shape.value)
      if (shape.type !== 'structure') return
      for (const [member, { shape: inner }] of Object.entries(shape.members)) {
        const own = shapes[inner]
        const isHidden = own && 'sensitive' in own && own.sensitive
        if (own?.type === 'string' && !isHidden && SECRET.test(member)) {
          told.push(`${shapeName}.${member}`)
        }
        visit(inner)
      }
    }
    for (const { input } of Object.values(operations)) if (input) visit(input)
    expect(told).toEqual([])
  })
})
