import type { Media } from '../media/types.ts';
import type { Project } from '../project/index.ts';

/** Looks for the regular pattern of a checkerboard or a grid, where the media part can. */
export interface GridFinder {
  looksLikeGrid?(path: string): Promise<unknown>;
}

/** A warning about a start picture that models read as floor or room; `null` for any other. `path` is the project's. */
export async function gridWarning(
  path: string,
  { media, project }: { media: Media & GridFinder; project: Project },
): Promise<string | null> {
  const found = await media.looksLikeGrid?.(project.places.absolute(path));
  if (found === undefined || found === null || found === false) return null;
  return `${path} looks like a checkerboard or a grid: models take it for a floor or a room. A neutral plate (prepare_plate) keeps the camera still.`;
}
