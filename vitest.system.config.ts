import { defineConfig } from 'vitest/config'

/** Tests that need Debian packages (the AWS CLI): `npm run test:system` installs them first. */
export default defineConfig({
  test: {
    include: [
      'packages/server/test/**/*.cli.test.ts',
      'packages/server/{src,test}/**/*.pg.test.ts',
    ],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
})
