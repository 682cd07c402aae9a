import { z } from 'zod';
import type { ExperimentProgress } from '../src/experiments/run/types.ts';
import { definePictureTool } from '../src/server/define-tool.ts';
import { cellView, modelViews, progressView } from '../src/server/experiments/view.ts';
import { experimentPictures } from '../src/server/experiments/pictures.ts';
import { jsonLength, SHORT_CHARACTERS } from '../src/server/answer/fit.ts';
import { behind, fitted } from '../src/server/answer/page.ts';
import { cursorParam, detailParam, limitOrFitParam, waitParam } from '../src/server/params.ts';

export const getExperiment = definePictureTool({
  name: 'get_experiment',
  title: 'Follow and compare an experiment',
  effect: 'local',
  reaches: 'project',
  view: 'experiment',
  description:
    'Shows how an experiment stands, and which model won. The comparison of its models: progress, why it stopped, money, seconds ' +
    'and measures, its cells, and one picture with frames of all. Free. report.html in its folder plays the videos side by side.',
  input: z.object({
    experiment: z.string().max(500).describe('Its name or file. At most 500 characters.'),
    wait_seconds: waitParam(2),
    detail: detailParam('measures and parity notes of each cell'),
    limit: limitOrFitParam(100),
    cursor: cursorParam,
  }),
  async run({ experiment, wait_seconds, detail = 'concise', limit, cursor }, context, call) {
    const { experiments, project } = context;
    if (wait_seconds > 0)
      await experiments.ended(experiment, { ms: wait_seconds * 1000, signal: call.signal });
    const isFirst = cursor === undefined;
    const behindCursor = ({ cells, former }: ExperimentProgress) =>
      behind([...cells, ...former], ({ cell_id }) => cell_id, cursor).map(({ cell_id }) => cell_id);
    // The models are compared by all cells, once.
    const { progress, seen } = await experiments.look(experiment, (known) =>
      isFirst ? behindCursor(known) : behindCursor(known).slice(0, limit ?? MOST),
    );
    const pictures = isFirst ? await experimentPictures(progress, seen.cells, context) : [];
    const [grid] = pictures;
    const head = {
      ...progressView(progress, project.root),
      models: isFirst ? modelViews(progress.plan.models, seen.cells, detail) : [],
      // Some clients show no pictures: there it can be opened.
      ...(grid === undefined ? {} : { picture: project.paths.relative(grid.path) }),
    };
    const views = [
      ...seen.cells.map((cell) => ({ cell, former: false })),
      ...seen.former.map((cell) => ({ cell, former: true })),
    ]
      .slice(0, limit ?? MOST)
      .map(({ cell, former }) => cellView(cell, seen.remarks, { detail, former }));
    const isShort = limit === undefined && detail === 'concise';
    const room = isShort ? SHORT_CHARACTERS - jsonLength(head) : undefined;
    const cells = fitted(views, behindCursor(progress).length, ({ cell_id }) => cell_id, room);
    return {
      data: { ...head, cells: cells.items, next_cursor: cells.next_cursor },
      pictures,
      links: [],
    };
  },
});

/** Where no limit is given. */
const MOST = 24;
