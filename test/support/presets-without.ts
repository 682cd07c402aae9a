import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';

/**
 * The presets that ship, in a folder of their own, without the files that add-model has written for these endpoints: a
 * test of an endpoint without a preset holds when somebody adds it.
 */
export function presetsWithout(endpointIds: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'fal-video-presets-'));
  const shipped = join(packageRoot, 'presets');
  for (const name of readdirSync(shipped)) {
    if (!endpointIds.some((id) => isOf(id, join(shipped, name))))
      copyFileSync(join(shipped, name), join(folder, name));
  }
  return folder;
}

function isOf(endpointId: string, path: string): boolean {
  if (/(?:catalog.*|prices)\.json$/.test(path)) return false;
  const { presets } = JSON.parse(readFileSync(path, 'utf8')) as { presets: { endpoint_id: string }[] };
  return presets.length === 1 && presets[0]?.endpoint_id === endpointId;
}
