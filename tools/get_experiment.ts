import { z } from 'zod';
import { definePictureTool } from '../src/server/define-tool.ts';
import { cellView, modelViews, progressView } from '../src/server/experiments/view.ts';
import { experimentPictures } from '../src/server/experiments/pictures.ts';
import { page } from '../src/server/answer/page.ts';
import { cursorParam, detailParam, limitParam, waitParam } from '../src/server/params.ts';

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
    limit: limitParam(100, 24),
    cursor: cursorParam,
  }),
  async run({ experiment, wait_seconds, detail = 'concise', limit, cursor }, context, call) {
    const { experiments, project } = context;
    const state =
      wait_seconds === 0
        ? await experiments.state(experiment)
        : await experiments.wait(experiment, { ms: wait_seconds * 1000, signal: call.signal });
    const all = [
      ...state.cells.map((cell) => cellView(cell, state.remarks, { detail })),
      ...state.former.map((cell) => cellView(cell, state.remarks, { detail, former: true })),
    ];
    const cells = page(all, ({ cell_id }) => cell_id, { cursor, limit });
    const pictures = cursor === undefined ? await experimentPictures(state, context) : [];
    const [grid] = pictures;
    return {
      data: {
        ...progressView(state, project.root),
        models: modelViews(state),
        cells: cells.items,
        next_cursor: cells.next_cursor,
        // Some clients show no pictures: there it can be opened.
        ...(grid === undefined ? {} : { picture: project.paths.relative(grid.path) }),
      },
      pictures,
      links: [],
    };
  },
});
