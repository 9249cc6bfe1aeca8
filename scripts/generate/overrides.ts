import type {
  Member,
  OperationModel,
  ServiceModel,
  Shape,
} from '../../packages/server/src/wire/models/model.ts'

/** What the specification adds to a model or corrects in it (`models/overrides.json`). */
export interface Overrides {
  /** The namespace of the answers, where the model names none. */
  readonly xmlNamespace?: string
  /** The prefix of `X-Amz-Target` and the namespace of error types, where JSON and CBOR are spoken beside query. */
  readonly targetPrefix?: string
  readonly errorNamespace?: string
  /** Properties by shape; they replace those of the model. */
  readonly shapes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Properties by operation; they replace those of the model. */
  readonly operations?: Readonly<Record<string, Partial<OperationModel>>>
  /** Operations that the model does not have yet. */
  readonly addedOperations?: Readonly<Record<string, OperationModel>>
  /** Operations of ours, which no client knows: where links lead. */
  readonly ownOperations?: Readonly<Record<string, OperationModel>>
  /** Shapes that the model does not have yet. */
  readonly addedShapes?: Readonly<Record<string, Shape>>
  /** Members by structure that the model does not have yet. */
  readonly addedMembers?: Readonly<Record<string, Readonly<Record<string, Member>>>>
  /** Maps whose values may be null in answers. */
  readonly nullableMapValues?: readonly string[]
}

export function overridden(model: ServiceModel, overrides: Overrides): ServiceModel {
  const { shapes = {}, addedOperations = {}, addedShapes = {}, addedMembers = {} } = overrides
  const operations: Record<string, OperationModel> = {
    ...model.operations,
    ...addedOperations,
    ...overrides.ownOperations,
  }
  for (const [name, properties] of Object.entries(overrides.operations ?? {})) {
    const operation = operations[name]
    if (!operation) throw new Error(`${model.service} has no operation ${name} to override`)
    operations[name] = { ...operation, ...properties }
  }
  const changed: Record<string, Shape> = { ...model.shapes }
  for (const [name, shape] of Object.entries(addedShapes)) {
    if (changed[name]) throw new Error(`${model.service} has the shape ${name} by itself`)
    changed[name] = shape
  }
  for (const [name, constraints] of Object.entries(shapes)) {
    const shape = changed[name]
    if (!shape) throw new Error(`${model.service} has no shape ${name} to override`)
    changed[name] = withoutNulls({ ...shape, ...constraints }) as unknown as Shape
  }
  for (const [name, members] of Object.entries(addedMembers)) {
    const shape = changed[name]
    if (shape?.type !== 'structure') throw new Error(`${model.service} has no structure ${name}`)
    const known = Object.keys(members).find(member => shape.members[member])
    if (known) throw new Error(`${model.service}.${name} has the member ${known} by itself`)
    changed[name] = { ...shape, members: { ...shape.members, ...members } }
  }
  const { xmlNamespace = model.xmlNamespace, targetPrefix, errorNamespace } = overrides
  return {
    ...model,
    ...(xmlNamespace && { xmlNamespace }),
    ...(targetPrefix && { targetPrefix }),
    ...(errorNamespace && { errorNamespace }),
    operations,
    shapes: changed,
  }
}

/** A property that is overridden with null goes. */
const withoutNulls = (properties: object) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null))
