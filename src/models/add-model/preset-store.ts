import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PresetStore } from './index.ts';

/**
 * Where a new preset goes. In a checkout of fal-video it becomes one of those that ship, with its table; in any other
 * project it stays with the project, and only the project has it.
 */
export function presetStoreOf(projectRoot: string, packageRoot: string): PresetStore {
  const tables = join(packageRoot, 'test', 'data', 'preset-tables');
  const shipped = join(packageRoot, 'presets');
  return projectRoot === packageRoot && existsSync(tables)
    ? { shipped, tables }
    : { shipped, own: join(projectRoot, 'presets') };
}
