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

  describe('of blobs in a bucket', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'hunter2' }
    const blobs = (url: string, environment: Record<string, string> = {}) => {
      const config = readConfig(['--blobs', url], { ...keys, ...environment })
      return config.ok ? config.value.blobs : config.error
    }
    const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'hunter2' }

    it('has its endpoint, region and credentials where every AWS client looks for them', () => {
      expect(readConfig([], keys)).toMatchObject({ ok: true, value: { blobs: undefined } })
      expect(blobs('s3://bytes')).toEqual({
        ...{ bucket: 'bytes', prefix: '', region: 'us-east-1', credentials },
        endpoint: 'https://s3.us-east-1.amazonaws.com',
      })
      const environment = {
        AWS_ENDPOINT_URL: 'http://wrong',
        AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000/',
        AWS_REGION: 'eu-west-1',
        AWS_SESSION_TOKEN: 'token',
      }
      expect(blobs('s3://bytes/of/parley/', environment)).toEqual({
        ...{ bucket: 'bytes', prefix: 'of/parley', region: 'eu-west-1' },
        endpoint: 'http://127.0.0.1:9000',
        credentials: { ...credentials, sessionToken: 'token' },
      })
    })

    it.each([
      '',
      's3:/bytes',
      's3://B',
      's3://bytes//x',
      's3://bytes/../x',
      's3://bytes/a b',
      '/data',
    ])('is not %j', url => expect(blobs(url)).toMatch(/takes s3:/))

    it.each(['ftp://h', 'http://h/path', 'http://me:hunter2@h', 'h:9000', 'https://h?x'])(
      'is not reached at %j, which is not repeated',
      endpoint => {
        const said = blobs('s3://bytes', { AWS_ENDPOINT_URL_S3: endpoint })
        expect(said).toMatch(/AWS_ENDPOINT_URL_S3 like/)
        expect(said).not.toContain('hunter2')
      },
    )
  })

  it.each([
    [['--blobs', 's3://bytes'], {}, /needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/],
    [
      ['--blobs', 's3://bytes', '--ephemeral'],
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
      /exclude/,
    ],
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
