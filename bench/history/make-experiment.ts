import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BatchFile } from '../../src/experiments/run/types.ts';
import { formatLine, type JournalEntry, parseLine } from '../../src/ledger/journal-line.ts';
import { projectPaths } from '../../src/project/project-paths.ts';
import type { StoreEvent } from '../../src/store/reservations.ts';
import { makeSandbox } from '../../test/support/sandbox.ts';

/** An experiment as it was really run over a simulated fal: its folder's plan, and its lines. */
export interface ExperimentSample {
  batch: BatchFile;
  lines: JournalEntry<StoreEvent>[];
}

const SLUG = 'walk';

/** One of two cells, to be told again and again under other names. */
export async function takeExperiment(): Promise<ExperimentSample> {
  const sandbox = await makeSandbox();
  try {
    await mkdir(join(sandbox.root, 'experiments'));
    const plan = { models: MODELS, prompts: ['the hero walks'], image: 'hero.png', duration: 6 };
    await writeFile(join(sandbox.root, 'experiments', `${SLUG}.json`), JSON.stringify(plan));
    const video = await sandbox.open();
    await video.experiments.run(SLUG);
    const { folder } = await video.experiments.wait(SLUG, { ms: 6_000_000 });
    await video.close();
    const text = await readFile(projectPaths(sandbox.root, true).journal, 'utf8');
    return {
      batch: JSON.parse(await readFile(join(sandbox.root, folder, 'batch.json'), 'utf8')) as BatchFile,
      lines: text.split('\n').flatMap((line) => {
        const parsed = parseLine<StoreEvent>(line);
        return parsed.kind === 'entry' ? [parsed.entry as JournalEntry<StoreEvent>] : [];
      }),
    };
  } finally {
    await sandbox.close();
  }
}

const MODELS = ['hailuo-02-standard-i2v', 'seedance-v1.5-pro-i2v'];

/** Appends one that ran so many cells to a project, and gives its name. */
export async function makeExperiment(
  root: string,
  { batch, lines }: ExperimentSample,
  count: number,
): Promise<string> {
  const paths = projectPaths(root, true);
  const cells = Array.from({ length: count }, (_, number) => {
    const cell = batch.cells[number % batch.cells.length];
    if (cell === undefined) throw new Error('the sample has no cells');
    return { ...cell, axes: { ...cell.axes, seed: number }, cell_id: cellId(number) };
  });
  const folder = join(root, batch.output_root);
  await mkdir(folder, { recursive: true });
  await mkdir(dirname(paths.journal), { recursive: true });
  await writeFile(join(folder, 'batch.json'), JSON.stringify({ ...batch, cells }));
  const ofNone = lines.filter(({ job }) => job === null);
  const told = cells.flatMap(({ cell_id }, number) => {
    const sample = batch.cells[number % batch.cells.length]?.cell_id ?? '';
    return linesOf(sample, lines, cell_id, number);
  });
  await appendFile(paths.journal, [...ofNone, ...told].map((line) => `\n${formatLine(line)}`).join(''));
  return SLUG;
}

const cellId = (number: number) => `cell_${number.toString(16).padStart(16, '0')}`;

/** What the journal says of the job of a cell, of another cell. */
function linesOf(
  sample: string,
  lines: readonly JournalEntry<StoreEvent>[],
  cell: string,
  number: number,
): JournalEntry<StoreEvent>[] {
  const planned = lines.find(({ event }) => event.type === 'planned' && event.plan.cell === sample);
  const mine = lines.filter(({ job }) => job !== null && job === planned?.job);
  const sent = mine.find(({ event }) => event.type === 'submitted')?.event;
  const request = sent?.type === 'submitted' ? sent.handle.request_id : '';
  const text = JSON.stringify(mine)
    .replaceAll(planned?.job ?? '', `job_x${number.toString(36).padStart(9, '0')}`)
    .replaceAll(request, `00000000-0000-4000-9000-${number.toString(16).padStart(12, '0')}`)
    .replaceAll(sample, cell);
  return JSON.parse(text) as JournalEntry<StoreEvent>[];
}
