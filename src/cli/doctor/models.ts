import { asFalVideoError } from '../../errors.ts';
import { PRESETS } from '../../models/index.ts';
import { readModelData } from '../../models/read-data.ts';
import { setAsideWords } from '../../models/presets/read-presets.ts';
import { projectPaths } from '../../project/project-paths.ts';
import { failedWith, type Finding, ok, warn } from './check.ts';

/** Presets and prices, every one of them read: those that ship and those of the project. */
export function checkModels(root: string): Finding {
  const check = 'models';
  try {
    const shipped = readModelData(PRESETS).presets.length;
    const data = readModelData(PRESETS, projectPaths(root, false).presets);
    data.check();
    const { presets, prices, setAside } = data;
    const found = `${shipped} presets, ${prices.ids.length} prices; ${presets.length - shipped} presets of the project`;
    return setAside.length === 0
      ? ok(check, found)
      : warn(
          check,
          `${found}. ${setAside.map(setAsideWords).join(' ')}`,
          'Remove the file, or rename its preset.',
        );
  } catch (error) {
    return failedWith(check, asFalVideoError(error));
  }
}
