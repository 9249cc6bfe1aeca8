import { type Catalogue, type CatalogueData, catalogueOf } from './catalogue.ts'
import served from './served.json' with { type: 'json' }

let catalogue: Catalogue | undefined

/** The catalogue of the operations that are served here, from the generated `served.json`. */
export function servedCatalogue(): Catalogue {
  catalogue ??= catalogueOf(served satisfies CatalogueData)
  return catalogue
}
