import { z } from 'zod';
import { definePictureTool } from '../src/server/define-tool.ts';
import { cellView, modelViews, progressView } from '../src/server/experiment-view.ts';
import { experimentPictures } from '../src/server/experiment-pictures.ts';
import { page } from '../src/server/page.ts';
import { cursorParam, limitParam, waitParam } from '../src/server/params.ts';

export const getExperiment = definePictureTool({
  name: 'get_experiment',
  title: 'Follow and compare an experiment',
  effect: 'local',
  reaches: 'project',
  view: 'experiment',
  description:
    'How an experiment stands: progress, why it stopped, a comparison of its models (money, seconds, measures), its cells, and one picture ' +
    'with frames of all. Free, and sends nothing. report.html in its folder plays the videos side by side.',
  input: z.object({
    experiment: z
      .string()
      .max(500)
      .describe('Its name or file, as for run_experiment. At most 500 characters.'),
    wait_seconds: waitParam(2),
    detail: z
      .enum(['concise', 'full'])
      .default('concise')
      .describe('Default concise. full adds the measures and parity notes of each cell.'),
    limit: limitParam(100, 24),
    cursor: cursorParam,
  }),
  async run({ experiment, wait_seconds, detail, limit, cursor }, context, call) {
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
    return {
      data: {
        ...progressView(state, project.root),
        models: modelViews(state),
        cells: cells.items,
        next_cursor: cells.next_cursor,
      },
      pictures: cursor === undefined ? await experimentPictures(state, context) : [],
      links: [],
    };
  },
});
