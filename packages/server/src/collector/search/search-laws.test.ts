import { searchLaws } from './search-laws.testing.ts'
import { openSqliteEngine } from './sqlite/engine.ts'

searchLaws('in SQLite', () => openSqliteEngine(undefined))
