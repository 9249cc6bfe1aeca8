import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const problem = (args: string[], environment: Record<string, string> = {}) => {
  const config = readConfig(args, environment)
  return config.ok ? undefined : config.error
}

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(readConfig([], {})).toMatchObject({
      ok: true,
      value: { host: '127.0.0.1', port: 4600, account: '123456789012', region: 'us-east-1' },
    })
  })

  it('takes a flag before its variable', () => {
    const config = readConfig(['--port', '1'], { PARLEY_PORT: '2', PARLEY_REGION: 'eu-west-1' })
    expect(config).toMatchObject({ ok: true, value: { port: 1, region: 'eu-west-1' } })
  })

  it('repeats nothing of a database URL, which holds a password', () => {
    for (const url of [
      'postgres://me:hunter2@[bad/x',
      'http://me:hunter2@h/x',
      'postgres://me:hunter2@h/x',
    ]) {
      expect(problem(['--database', url])).not.toContain('hunter2')
    }
  })

  it.each([
    [['--prot', '1'], {}, /prot/],
    [[], { PARLEY_PROT: '1' }, /PARLEY_PROT/],
    [['--port', '70000'], {}, /65535/],
    [['--account', '12'], {}, /twelve digits/],
    [['--tls-cert', 'x'], {}, /go together/],
    [['--workers', '2'], {}, /needs --database/],
    [['--workers', '0'], {}, /from 1 to 64/],
    [['--database', 'postgres://localhost/x'], {}, /needs --root-key-file/],
    [['--database', 'mysql://localhost/x'], {}, /postgres:/],
    [['--database', 'postgres://h/x', '--ephemeral'], {}, /exclude/],
    [['--quotas', 'lex-models.bots'], {}, /service.name=number/],
    [['--lambda-isolation', 'none'], {}, /bubblewrap or process/],
    [['--collector-endpoints', 's3.example.com'], {}, /expected an address/],
    [['--collector-open-roles', 'yes'], {}, /refuse or warn/],
    [['--collector-product', 'Logs!'], {}, /short name/],
    [[], { PARLEY_LAMBDA_ENDPOINTS: 'localhost:80' }, /expected an address/],
    [[], { PARLEY_ROOT_ACCESS_KEY_ID: 'x' }, /go together/],
  ])('says what is wrong with %j %j', (args, environment, expected) => {
    expect(problem(args, environment as Record<string, string>)).toMatch(expected)
  })
})
