import { access, realpath, rename } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join, parse, relative, resolve } from 'node:path';
import { inputError } from '../../errors.ts';
import { sha256OfFile } from '../../project/input-file.ts';
import { safeName } from './inspected-video.ts';

interface Wishes {
  style: 'video' | 'sprite';
  width?: number | undefined;
  height?: number | undefined;
}

/** Simulated pictures give simulated plates, which stay where they cannot be taken for others. */
export function defaultTarget(
  root: string,
  picture: string,
  { style, width, height }: Wishes,
  simulated: boolean,
): string {
  const [usualWidth, usualHeight] = style === 'video' ? [1280, 720] : [1024, 1024];
  const name = safeName(parse(picture).name);
  const folder = simulated ? join(root, 'experiments', 'simulated', 'plates') : join(root, 'plates');
  const kind = style === 'video' ? 'plate' : 'sprite-plate';
  return join(folder, `${name}-${kind}-${width ?? usualWidth}x${height ?? usualHeight}.png`);
}

/** Inside the project, also after following the links of the folders that are there. */
export async function checkedTarget(root: string, output: string): Promise<string> {
  const target = resolve(root, output);
  if (extname(target).toLowerCase() !== '.png') throw badTarget(output, 'is no .png file');
  let folder = dirname(target);
  while (!(await exists(folder))) folder = dirname(folder);
  const way = relative(await realpath(root), await realpath(folder));
  if (way.startsWith('..') || isAbsolute(way)) throw badTarget(output, 'is outside the project');
  return target;
}

/** The same plate again changes nothing; another file is never replaced. */
export async function putPlate(making: string, target: string, root: string): Promise<void> {
  if (!(await exists(target))) return await rename(making, target);
  if ((await sha256OfFile(target)) === (await sha256OfFile(making))) return;
  throw inputError({
    code: 'FILE_EXISTS',
    message: `${relative(root, target)} is there already, and is another picture. Nothing was written.`,
    next: 'Give another output, or let the user remove that file.',
  });
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function badTarget(output: string, why: string) {
  return inputError({
    code: 'BAD_OUTPUT_PATH',
    message: `A plate is a .png file inside the project; ${output} ${why}. Nothing was written.`,
    next: 'Give a path such as plates/hero.png.',
  });
}
