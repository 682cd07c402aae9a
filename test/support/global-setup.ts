import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { moveToOwnHome } from './own-home.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The tester's environment as it was: npm needs its settings, the program must not see it. */
    testersEnv: NodeJS.ProcessEnv;
  }
}

/** A test run has a temporary folder of its own, which goes with it, with a home in it. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-tests-'));
  project.provide('testersEnv', { ...process.env });
  moveToOwnHome(join(folder, 'home'));
  process.env['TMPDIR'] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
