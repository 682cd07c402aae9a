import { expectedAndMost } from '../../util/price-text.ts';
import { code, fenced, inline, markdownTable } from './markdown.ts';
import type { CellState, ExperimentPlan, PlannedCell, PlannedPicture, PlannedPrompt } from '../types.ts';

/** What is known of a cell's job when the document is written. */
export type CellProgress = Pick<CellState, 'cell_id' | 'status' | 'request_id'> & {
  video?: { path: string } | null;
};

/**
 * `prompts/<batch>-prompts.md`: what is asked, word for word, and of each model the resolved arguments, what it
 * does otherwise, and its requests. Made from plan and progress alone, so that it can be written anew at any time.
 */
export function promptsDocument(plan: ExperimentPlan, progress: readonly CellProgress[] = []): string {
  const states = new Map(progress.map((state) => [state.cell_id, state]));
  const sections = [
    `# Prompts: ${inline(plan.title)}`,
    plan.simulated ? '**Simulated: no model has seen these prompts, and nothing is paid.**' : null,
    plan.goal === null ? null : inline(plan.goal, 2000),
    factsOf(plan),
    '## Prompts',
    ...plan.prompts.map(promptSection),
    ...(plan.pictures.length === 0 ? [] : ['## Start pictures', pictureTable(plan.pictures)]),
    ...plan.models.map((model) => modelSection(model, plan, states)),
    ...(plan.refused.length === 0 ? [] : ['## Not run', refusedList(plan)]),
    ...(plan.warnings.length === 0
      ? []
      : ['## To bear in mind', plan.warnings.map((warning) => `- ${inline(warning, 1000)}`).join('\n')]),
    '<!-- Written by fal-video, and written anew when the experiment goes on. Notes of your own belong into the learnings. -->',
  ];
  return `${sections.filter((section) => section !== null).join('\n\n')}\n`;
}

function factsOf({ slug, file, batch, cells, cost, simulated }: ExperimentPlan): string {
  const folder = simulated ? 'experiments/simulated/fal' : 'experiments/fal';
  return [
    `- Experiment: ${code(slug)}${file === null ? '' : `, from ${code(file)}`}`,
    `- Batch: ${code(`${folder}/${batch}`)}`,
    `- Cells: ${cells.length}, ${expectedAndMost(cost)}`,
  ].join('\n');
}

function promptSection({ id, text, sha256, variants }: PlannedPrompt): string {
  const parts = Object.entries(variants).map(
    ([model, variant]) => `For ${code(model)} in these words:\n\n${fenced(variant)}`,
  );
  return [`### ${inline(id)}`, fenced(text), `sha256 ${code(sha256)}`, ...parts].join('\n\n');
}

function pictureTable(pictures: readonly PlannedPicture[]): string {
  return markdownTable(
    ['picture', 'source', 'size', 'sha256'],
    pictures.map(({ id, source, width, height, sha256 }) => [
      inline(id),
      code(source),
      width === null ? 'not read' : `${width} × ${height}`,
      sha256 === null ? 'not read' : code(sha256),
    ]),
  );
}

function modelSection(
  model: string,
  plan: ExperimentPlan,
  states: ReadonlyMap<string, CellProgress>,
): string {
  const cells = plan.cells.filter(({ axes }) => axes.model === model);
  const [first] = cells;
  if (first === undefined) return `## ${inline(model)}\n\nNo cell of this model is run.`;
  const notes = [...new Set(cells.flatMap(({ parity }) => parity.map(({ text }) => text)))];
  return [
    `## ${inline(model)}`,
    `Endpoint ${code(first.endpoint_id)}. The arguments that its cells share:`,
    fenced(JSON.stringify(sharedArguments(cells), null, 2), 'json'),
    ...(notes.length === 0
      ? []
      : ['What it does otherwise than asked:', notes.map((note) => `- ${inline(note, 1000)}`).join('\n')]),
    markdownTable(
      ['cell', 'prompt', 'picture', 'seed', 'seconds', 'repeat', 'status', 'request', 'video'],
      cells.map((cell) => cellRow(cell, states.get(cell.cell_id))),
    ),
  ].join('\n\n');
}

function cellRow({ cell_id, axes }: PlannedCell, state: CellProgress | undefined): string[] {
  return [
    code(cell_id),
    inline(axes.prompt),
    inline(axes.picture ?? '-'),
    String(axes.seed ?? '-'),
    String(axes.duration_seconds ?? '-'),
    String(axes.repeat),
    state?.status ?? 'waiting',
    state?.request_id == null ? '-' : code(state.request_id),
    state?.video == null ? '-' : code(state.video.path),
  ];
}

/** The arguments that are the same in all of these cells. */
export function sharedArguments(cells: readonly Pick<PlannedCell, 'arguments'>[]): Record<string, unknown> {
  const [first, ...others] = cells.map((cell) => cell.arguments);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, value]) =>
      others.every((each) => JSON.stringify(each[name]) === JSON.stringify(value)),
    ),
  );
}

function refusedList({ refused }: ExperimentPlan): string {
  return refused
    .map(({ axes, error }) => {
      const place = [axes.model, axes.prompt, axes.picture, axes.duration_seconds].filter(
        (each) => each !== null,
      );
      return `- ${inline(place.join(' · '))}: ${inline(error.message, 600)}`;
    })
    .join('\n');
}
