import { defineConfig } from 'vitest/config';

const shared = {
  // Against what hangs, not against what is slow: a machine may be busy with other things.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  restoreMocks: true,
  unstubEnvs: true,
};

/** The modules are loaded once, not once for each file: that costs more than most tests do. No test changes a module. */
const ONE_ROOM = { pool: 'threads' as const, isolate: false };

/** Where a test stands says what it is. `npm test` runs the first two, `npm run test:all` every one. */
export default defineConfig({
  test: {
    globalSetup: 'test/support/global-setup.ts',
    // Of the cores: without it one is left to nobody.
    maxWorkers: '100%',
    projects: [
      // What one file does, beside it.
      {
        test: {
          ...shared,
          ...ONE_ROOM,
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
        },
      },
      // Whole jobs, programs and servers as their users start them.
      { test: { ...shared, ...ONE_ROOM, name: 'process', include: ['test/*.test.ts'] } },
      // Pages in a real Chromium.
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/*.test.ts'],
          globalSetup: 'test/support/browser-setup.ts',
        },
      },
      // The same over and over, with chance, kills and faults, or over all there is: minutes, not seconds.
      {
        test: { ...shared, name: 'campaign', include: ['bench/campaigns/*.test.ts'], testTimeout: 1_800_000 },
      },
    ],
  },
});
