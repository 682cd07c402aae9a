import { realpath } from 'node:fs/promises';
import { join, parse, relative } from 'node:path';
import { inputError } from '../../errors.ts';
import { sha256OfFile } from '../../util/hash.ts';
import { writablePath } from '../../project/writable-path.ts';
import { exists } from '../../util/atomic-file.ts';
import { safeName } from './inspected-video.ts';

interface PlateOptions {
  style: 'video' | 'sprite';
  width?: number | undefined;
  height?: number | undefined;
}

/** Simulated pictures give simulated plates, which stay where they cannot be taken for others. */
export function defaultTarget(
  root: string,
  picture: string,
  { style, width, height }: PlateOptions,
  simulated: boolean,
): string {
  const [usualWidth, usualHeight] = style === 'video' ? [1280, 720] : [1024, 1024];
  // Not hidden, even if the picture is.
  const name = safeName(parse(picture).name).replace(/^\.+/, '');
  const folder = simulated ? join(root, 'experiments', 'simulated', 'plates') : join(root, 'plates');
  const kind = style === 'video' ? 'plate' : 'sprite-plate';
  return join(folder, `${name}-${kind}-${width ?? usualWidth}x${height ?? usualHeight}.png`);
}

/** Where a plate may stand: not in the place of the picture that it is made of, either. */
export async function checkedTarget(output: string, root: string, picture: string): Promise<string> {
  const target = await writablePath(output, root, PLATE);
  if ((await realpath(target).catch(() => target)) !== picture) return target;
  throw inputError({
    code: 'BAD_OUTPUT_PATH',
    message: `${relative(root, target)} is the picture that the plate is made of. Nothing was written.`,
    next: `Give a path such as ${PLATE.example}.`,
  });
}

const PLATE = { what: 'A plate', ending: '.png', example: 'plates/hero.png' };

/** The same plate may be made again; another file is replaced only where that was wanted. */
export async function refuseOther(making: string, target: string, root: string): Promise<void> {
  if (!(await exists(target)) || (await sha256OfFile(target)) === (await sha256OfFile(making))) return;
  throw inputError({
    code: 'FILE_EXISTS',
    message: `${relative(root, target)} is there already, and is another picture. Nothing was written.`,
    next: 'Give another output; or the same with overwrite, if that file may go.',
  });
}
