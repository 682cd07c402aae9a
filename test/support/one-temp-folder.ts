import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All temporary folders of a test run lie in one, which goes when the run ends. */
export default async function oneTempFolder(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
