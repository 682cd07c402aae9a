import { defineConfig } from 'vitest/config';

// `npm run clients`: the real programs, installed into a cache outside the repository. Not a part of `npm test`,
// which needs no network.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: 'install-clients.ts',
    include: ['*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
