import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const MAIN = resolve(import.meta.dirname, 'main.ts')
const FOLDER = mkdtempSync(join(tmpdir(), 'parley-lint-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

function lint(text: string, ...args: string[]) {
  const file = join(FOLDER, 'policy.json')
  writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'lint', file, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout: stdout.replaceAll(file, 'policy.json'), stderr }
}

const policy = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement }, null, 1)

describe('parley lint', () => {
  it('prints each finding with its place, type and code, and fails on errors', () => {
    const text = policy({ Effect: 'Allow', Action: ['lex:GetBott', 'lex:GetBot'], Resource: '*' })
    expect(lint(text)).toEqual({
      status: 1,
      stdout: 'policy.json:6:4 ERROR INVALID_ACTION the action `lex:GetBott` does not exist\n',
      stderr: '',
    })
  })

  it('succeeds when nothing is worse than a warning', () => {
    const trust = policy({
      Effect: 'Allow',
      Principal: { Service: 'lex.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })
    const { status, stdout } = lint(trust, '--kind', 'trust')
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^policy\.json:6:15 SECURITY_WARNING RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL /,
    )
  })

  it('names the kinds of policies when it does not know one', () => {
    const { status, stderr } = lint('{}', '--kind', 'bucket')
    expect(status).toBe(2)
    expect(stderr).toBe(
      'parley: `bucket` is no kind of policy: identity, boundary, session, resource, trust, scp, rcp, endpoint\n',
    )
  })
})
