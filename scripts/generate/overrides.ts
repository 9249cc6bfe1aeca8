import type {
  Member,
  OperationModel,
  ServiceModel,
  Shape,
} from '../../packages/server/src/wire/models/model.ts'

/** What the specification adds to a model or corrects in it (`models/overrides.json`). */
export interface Overrides {
  /** Properties by shape; they replace those of the model. */
  readonly shapes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Operations that the model does not have yet. */
  readonly addedOperations?: Readonly<Record<string, OperationModel>>
  /** Shapes that the model does not have yet. */
  readonly addedShapes?: Readonly<Record<string, Shape>>
  /** Members by structure that the model does not have yet. */
  readonly addedMembers?: Readonly<Record<string, Readonly<Record<string, Member>>>>
  /** Maps whose values may be null in answers. */
  readonly nullableMapValues?: readonly string[]
}

export function overridden(
  model: ServiceModel,
  { shapes = {}, addedOperations = {}, addedShapes = {}, addedMembers = {} }: Overrides,
): ServiceModel {
  const changed: Record<string, Shape> = { ...model.shapes }
  for (const [name, shape] of Object.entries(addedShapes)) {
    if (changed[name]) throw new Error(`${model.service} has the shape ${name} by itself`)
    changed[name] = shape
  }
  for (const [name, constraints] of Object.entries(shapes)) {
    const shape = changed[name]
    if (!shape) throw new Error(`${model.service} has no shape ${name} to override`)
    changed[name] = { ...shape, ...constraints } as Shape
  }
  for (const [name, members] of Object.entries(addedMembers)) {
    const shape = changed[name]
    if (shape?.type !== 'structure') throw new Error(`${model.service} has no structure ${name}`)
    const known = Object.keys(members).find(member => shape.members[member])
    if (known) throw new Error(`${model.service}.${name} has the member ${known} by itself`)
    changed[name] = { ...shape, members: { ...shape.members, ...members } }
  }
  return { ...model, operations: { ...model.operations, ...addedOperations }, shapes: changed }
}
