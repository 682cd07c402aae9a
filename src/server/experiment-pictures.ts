import type { ExperimentState } from '../experiments/run/types.ts';
import type { Shown, ToolContext } from './define-tool.ts';

const MOST_SHEETS = 3;

/** What an agent sees of an experiment: a few of its contact sheets. */
export async function experimentPictures(
  { cells }: ExperimentState,
  { project }: Pick<ToolContext, 'project' | 'media'>,
): Promise<Shown[]> {
  return cells
    .flatMap(({ video, axes }) =>
      video?.sheet == null
        ? []
        : [
            {
              path: project.places.absolute(video.sheet),
              content_type: 'image/jpeg',
              title: `${axes.model}, ${axes.prompt}`,
            },
          ],
    )
    .slice(0, MOST_SHEETS);
}
