import { defineConfig } from 'vitest/config'

/** Tests lie beside what they test; those in `tests/` run the whole city. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'bin/**/*.test.ts'],
    globalSetup: ['src/platform/base/testing/global-setup.ts'],
    setupFiles: ['src/platform/base/testing/limit-properties.ts'],
    pool: 'forks',
    // What comes about by itself may take its time on a busy machine; a poll ends as soon as it is so.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
