import type { Field } from '../formats/format.ts'
import type { RestoreFilter } from './records.ts'

/** Whether the fields of a line pass every filter; a field that stands there twice has both values. */
export const passes = (filters: readonly RestoreFilter[], fields: readonly Field[]): boolean =>
  filters.every(filter => passesOne(filter, fields))

function passesOne({ field, operator, values }: RestoreFilter, fields: readonly Field[]): boolean {
  const own = fields.filter(([name]) => name === field).map(([, value]) => String(value))
  const isAny = own.some(value => values.includes(value))
  switch (operator) {
    case 'exists':
      return own.length > 0
    case 'does not exist':
      return own.length === 0
    case 'is':
    case 'is one of':
      return isAny
    case 'is not':
    case 'is not one of':
      return !isAny
  }
}
