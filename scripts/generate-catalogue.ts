/**
 * Writes `packages/policy/src/served.json`, the catalogue that policies are linted against: the actions are those
 * of the operations that are built, everything else is declared beside. A test sees that the file is current.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CatalogueData, ServiceData } from '../packages/policy/src/catalogue.ts'
import type { ServiceName } from '../packages/server/src/wire/models/model.ts'
import { openHouse } from '../packages/server/test/house.ts'
import type { ServiceTable } from './generate-catalogue-table.ts'
import { TABLES } from './generate-catalogue-tables.ts'

export const CATALOGUE = join(resolve(import.meta.dirname, '..'), 'packages/policy/src/served.json')

/** The text of the file as it should be. */
export async function catalogueText(): Promise<string> {
  return `${JSON.stringify(await catalogueData(), undefined, 2)}\n`
}

export async function catalogueData(): Promise<CatalogueData> {
  await using house = await openHouse()
  const operations = await house.server.operations()
  const services: Record<string, ServiceData> = {}
  for (const [prefix, table] of Object.entries(TABLES)) {
    services[prefix] = await serviceData(table, operations)
  }
  return services
}

async function serviceData(
  table: ServiceTable,
  operations: ReadonlyMap<ServiceName, readonly string[]>,
): Promise<ServiceData> {
  const { renamed = {}, beside = '', creates = '', elsewhere = '' } = table
  const own = table.services.flatMap(service => operations.get(service) ?? [])
  const served = new Set([
    ...own.flatMap(operation => words(renamed[operation] ?? operation)),
    ...words(beside),
  ])
  const commands = await Promise.all((table.clients ?? []).map(commandsOf))
  const known = new Set([...commands.flat(), ...words(elsewhere)].filter(name => !served.has(name)))
  // An operation under another name is no action.
  for (const operation of Object.keys(renamed)) known.delete(operation)
  return {
    resources: Object.fromEntries(
      Object.entries(table.resources).map(([type, { form }]) => [type, form]),
    ),
    actions: byResources(table, served),
    ...(creates && {
      creates: words(creates)
        .filter(name => served.has(name))
        .join(' '),
    }),
    ...(known.size > 0 && { elsewhere: [...known].sort().join(' ') }),
    keys: table.keys,
    ...(table.keyActions && { keyActions: table.keyActions }),
    ...(table.withoutTags && { withoutTags: true }),
  }
}

/** Types of resources, joined by `, ` → the actions that are asked on one of them; none for those on `*`. */
function byResources({ resources }: ServiceTable, served: ReadonlySet<string>) {
  const groups = new Map<string, string[]>()
  for (const action of [...served].sort()) {
    const types = Object.entries(resources).flatMap(([type, { actions }]) =>
      actions.test(action) ? [type] : [],
    )
    const key = types.join(', ')
    groups.set(key, [...(groups.get(key) ?? []), action])
  }
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, names]) => [key, names.join(' ')]),
  )
}

async function commandsOf(client: string): Promise<string[]> {
  const exported: Record<string, unknown> = await import(client)
  return Object.keys(exported)
    .flatMap(name => /^(\w+)Command$/.exec(name)?.[1] ?? [])
    .filter(name => name !== '$')
}

const words = (text: string) => text.split(/\s+/).filter(word => word !== '')

if (import.meta.main) writeFileSync(CATALOGUE, await catalogueText())
