import { join, relative } from 'node:path';
import type { Printer } from '../cli/print.ts';
import { statusText, usd } from '../cli/show/figures.ts';
import { type Column, table } from '../cli/table.ts';
import { waitForJobs } from '../cli/wait-for-jobs.ts';
import { budgetError } from '../errors.ts';
import type { FalVideo } from '../fal-video.ts';
import type { Plan, PlannedStep } from '../jobs/jobs.ts';
import type { JobRequest } from '../jobs/plan/job-request.ts';
import type { Job } from '../store/job.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { showOutputs } from '../server/jobs/show-outputs.ts';
import type { Books } from '../simulator/index.ts';
import { folderStamp } from '../util/clock.ts';
import { formatUsd, type Micros, microsFromUsd } from '../util/money.ts';

export interface Demo {
  project: FalVideo;
  simulator: { url: string; books: Pick<Books, 'totalMicros'> };
  printer: Printer;
  say: (text: string) => void;
  signal: AbortSignal;
}

const PROMPT = 'The character waves with one hand, then walks on the spot; the camera does not move.';
/** One of each of five families; each has a motion of its own in the simulator. */
export const DEMO_MODELS = [
  'seedance-v1.5-pro-i2v',
  'seedance-pro-i2v',
  'kling-v3-pro-i2v',
  'hailuo-02-standard-i2v',
  'veo-3.1-fast-i2v',
];
/** A length that each of them can make. */
const SECONDS = 6;

/**
 * One picture and one prompt on five models, against a simulated fal that renders real clips: the whole way
 * from the price to the ledger, without a key and without cost. True when every job and every cent came out right.
 */
export async function runDemo(demo: Demo): Promise<boolean> {
  const { project, simulator, printer, say } = demo;
  const { bold, dim, yellow } = printer.paint;
  const heading = (text: string) => say(`\n${bold(text)}`);

  say(
    `${bold('fal-video')}  ${yellow('A demonstration: all of it is simulated. No key, no network, no cost.')}`,
  );
  say(dim(`A local fal at ${simulator.url} renders what it is asked for.`));

  heading('1. A picture to begin with');
  const picture = join(project.project.root, 'experiments', 'simulated', 'demo', 'anchor.png');
  const { width, height } = await project.media.drawAnchor({ output: picture, width: 1280, height: 720 });
  say(`${project.project.paths.relative(picture)}  ${dim(`${width} × ${height}`)}`);

  heading(`2. The price of ${SECONDS} seconds on each model, before anything is sent`);
  say(dim(`"${PROMPT}"`));
  const batch = `${folderStamp(project.clock.now())}-demo`;
  const requests = requestsFor(picture, batch);
  const plan = await project.jobs.plan(requests);
  say(table(plan.steps, PRICE_COLUMNS, printer.width, printer.paint));

  keepToTheCaps(plan);

  heading('3. All of them at once');
  const jobs = await runAll(demo, plan);

  heading('4. What came of it');
  const results = await resultsOf(project, jobs);
  say(table(results, resultColumns(printer), printer.width, printer.paint));

  heading('5. The bill');
  const isEqual = compareBills(demo, results);
  heading('Where to look');
  say(whereToLook(project, batch, results));
  return isEqual && jobs.every(({ state }) => state === 'collected');
}

function requestsFor(picture: string, batch: string): JobRequest[] {
  return DEMO_MODELS.map((model) => ({
    model,
    prompt: PROMPT,
    duration: SECONDS,
    image: picture,
    task_slug: 'demo',
    batch,
  }));
}

const PRICE_COLUMNS: readonly Column<PlannedStep>[] = [
  { title: 'MODEL', text: ({ plan }) => plan.model_alias ?? plan.endpoint_id },
  { title: 'PRICE', text: ({ plan }) => formatUsd(plan.estimate.expected), align: 'right' },
  { title: 'AT MOST', text: ({ plan }) => formatUsd(plan.estimate.high), align: 'right' },
  { title: 'RULE', text: ({ plan }) => plan.estimate.rule, narrow: 'wrap' },
];

/** Simulated money is held to the same caps. Said before the first job, so that no run ends half-way. */
function keepToTheCaps({ refusal }: Plan): void {
  if (refusal === null) return;
  throw budgetError({
    ...refusal,
    next: 'Remove experiments/simulated to begin anew, or raise max_day_usd in fal-video.config.json.',
  });
}

/** Each job takes its quote along; each is sent once. */
async function runAll(demo: Demo, { steps }: Plan): Promise<Job[]> {
  const { project, printer, say, signal } = demo;
  const { jobs, clock } = project;
  const planner = jobs.planner();
  const jobIds: string[] = [];
  for (const step of steps) {
    const plan = await planner.plan([step]);
    const job = await jobs.start(plan, plan.quote.quote_id);
    if (job !== null) jobIds.push(job.job_id);
  }
  return await waitForJobs(jobIds, { jobs, clock, printer, signal, seconds: Infinity, sayLine: say });
}

interface Result {
  job: Job;
  row: LedgerRow | undefined;
  sheet: string | undefined;
}

async function resultsOf(project: FalVideo, jobs: readonly Job[]): Promise<Result[]> {
  const rows = await project.ledger();
  return await Promise.all(
    jobs.map(async (job) => ({
      job,
      row: rows.find(({ job_id }) => job_id === job.job_id),
      sheet: (await showOutputs(project, job)).pictures[0]?.path,
    })),
  );
}

const resultColumns = (printer: Printer): readonly Column<Result>[] => [
  { title: 'MODEL', text: ({ job }) => job.plan.model_alias ?? job.plan.endpoint_id },
  { title: 'STATE', text: ({ job }) => statusText(job.state, printer) },
  { title: 'QUEUE', text: ({ row }) => seconds(row?.queue_seconds), align: 'right' },
  { title: 'WORK', text: ({ row }) => seconds(row?.work_seconds), align: 'right' },
  { title: 'ESTIMATED', text: ({ row }) => usd(row?.estimated_cost), align: 'point' },
  { title: 'BILLED', text: ({ row }) => usd(row?.billed_cost), align: 'point' },
  { title: 'FILE', text: ({ job }) => fileOf(job), narrow: 'cut' },
];

const seconds = (value: number | null | undefined) => (value == null ? '' : `${value.toFixed(1)} s`);

/** Below the folder of the batch, which is named at the end. */
const fileOf = ({ outputs, plan, error }: Job) =>
  outputs[0] === undefined ? (error?.message ?? '') : relative(plan.batch, outputs[0].path);

/** The ledger against the books that the simulated fal keeps by its own count. */
function compareBills({ simulator, printer, say }: Demo, results: readonly Result[]): boolean {
  const ledger = results.reduce((sum, { row }) => sum + billedMicros(row), 0);
  const books = simulator.books.totalMicros();
  const isEqual = ledger === books;
  const { green, red } = printer.paint;
  say(`Our ledger says ${formatUsd(ledger)}, the books of the simulated fal say ${formatUsd(books)}.`);
  say(isEqual ? green('They are equal.') : red('They differ, which they never should. Please report it.'));
  return isEqual;
}

const billedMicros = (row: LedgerRow | undefined): Micros => microsFromUsd(row?.billed_cost ?? 0);

function whereToLook({ project }: FalVideo, batch: string, results: readonly Result[]): string {
  const { paths } = project;
  const sheets = results.filter(({ sheet }) => sheet !== undefined).length;
  return [
    `Videos   ${paths.relative(join(paths.fal, batch))}/`,
    `Frames   output-01-sheet.jpg beside each video (${sheets} made)`,
    `Records  batch.json, results.json and a run.json for each job, in the same folder`,
    `Ledger   ${paths.relative(paths.ledgerCsv)}`,
    '',
    'With a key, the same way makes real videos. To see a price first:',
    '  fal-video estimate hailuo-02-standard-i2v --image PICTURE --prompt TEXT',
  ].join('\n');
}
