import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/support/one-temp-folder.ts',
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/**/*.test.ts'],
    // The real programs need a network for their first run: `npm run clients`.
    exclude: ['**/node_modules/**', 'test/real-clients/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
    maxWorkers: 2,
  },
});
