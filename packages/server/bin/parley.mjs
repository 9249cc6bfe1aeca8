#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { run } from '../../../scripts/run.mjs'

run([fileURLToPath(new URL('../src/cli/main.ts', import.meta.url)), ...process.argv.slice(2)])
