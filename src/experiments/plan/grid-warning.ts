import type { Media } from '../../media/types.ts';
import type { Project } from '../../project/index.ts';

/** A warning about a start picture that models read as floor or room; `null` for any other. `path` is the project's. */
export async function gridWarning(
  path: string,
  { media, project }: { media: Media; project: Project },
): Promise<string | null> {
  const { kind, text } = await media.looksLikeGrid(project.paths.absolute(path));
  if (kind === null) return null;
  const what = kind === 'checkerboard' ? 'a checkerboard' : `a grid (${kind.replace('-', ' ')})`;
  return `${path} looks like ${what}. ${text} A neutral plate (prepare_plate) keeps the camera still.`;
}
