/**
 * Writes the models of the services: compact tables (`NAME.json`) and TypeScript types (`NAME.ts`) in
 * packages/server/src/wire/models. Reads botocore's models (Debian's `python3-botocore`) for shapes,
 * constraints and errors, and the SDK v3 schemas to check the bindings (docs/design.md §3). Its output
 * is committed; it is not part of the tests.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ServiceModel } from '../packages/server/src/wire/models/model.ts'
import { type BotocoreModel, tableOf } from './generate/botocore.ts'
import { type Overrides, overridden } from './generate/overrides.ts'
import { compareWithSdk } from './generate/sdk.ts'
import { typesOf } from './generate/types.ts'

const ROOT = resolve(import.meta.dirname, '..')
const MODELS = join(ROOT, 'packages/server/src/wire/models')
const BOTOCORE = process.env['BOTOCORE_DATA'] ?? '/usr/lib/python3/dist-packages/botocore/data'

interface Listed {
  readonly botocore: string
  readonly client: string
  readonly operations: readonly string[]
}

const readJson = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T

const listed = readJson<Record<string, Listed>>(join(ROOT, 'scripts/models.json'))
const overrides = readJson<Record<string, Overrides>>(join(MODELS, 'overrides.json'))
const unconstrained: string[] = []

for (const [service, { botocore, client, operations }] of Object.entries(listed)) {
  const source = readJson<BotocoreModel>(join(BOTOCORE, botocore, 'service-2.json'))
  const changes = overrides[service] ?? {}
  const { addedOperations = {} } = changes
  const known = operations.filter(name => !addedOperations[name])
  const table = tableOf(service as ServiceModel['service'], source, known)
  const sdk = await import(client)
  unconstrained.push(...compareWithSdk(table, sdk))
  const model = overridden(table, changes)
  unconstrained.push(...compareWithSdk({ ...model, operations: addedOperations }, sdk))
  writeFileSync(join(MODELS, `${service}.json`), `${JSON.stringify(model)}\n`)
  writeFileSync(join(MODELS, `${service}.ts`), typesOf(model, changes, './model.ts'))
}
for (const name of ['parley', 'collector']) {
  const own = readJson<ServiceModel>(join(MODELS, `own/${name}.json`))
  writeFileSync(join(MODELS, `own/${name}.ts`), typesOf(own, {}, '../model.ts'))
}
writeFileSync(
  join(MODELS, 'unconstrained.txt'),
  `${[...new Set(unconstrained)].sort().join('\n')}\n`,
)
