import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test,reference}/**/*.test.ts',
      'scripts/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/*.cli.test.ts', '**/*.pg.test.ts'],
    testTimeout: 30_000,
    pool: 'threads',
  },
})
