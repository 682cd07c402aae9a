import { openFalVideo } from '../../src/fal-video.ts';
import { callTool } from '../../src/server/call-tool.ts';
import { tools } from '../../tools/index.ts';
import { HURRIED, PATIENT } from '../../test/support/hurried.ts';

/**
 * One process of the crash campaign on an experiment: runs it by its file, follows it to its end, and prints what an
 * agent is told then. With NEVER_ARRIVED, the user first says of each unknown job that it never arrived.
 */
const video = await openFalVideo({ clock: HURRIED, timeouts: PATIENT });
const call = { signal: new AbortController().signal, progress: () => undefined };

async function ask<Data>(name: string, input: object): Promise<Data> {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  const answer = await callTool(tool, input, video, call);
  const [content] = (answer as { content: { text: string }[] }).content;
  return JSON.parse(content?.text ?? '') as Data;
}

interface Answer {
  next: string;
  cells: { cell_id: string; status: string; job_id: string | null }[];
}

if (process.env['NEVER_ARRIVED'] !== undefined) {
  const unknown = (await video.jobs.list()).filter(({ state }) => state === 'unknown');
  for (const { job_id } of unknown) await video.jobs.resolveUnknown(job_id, 'never-arrived');
}
await ask('run_experiment', { file: 'walk' });
await video.experiments.wait('walk', { ms: 20_000_000 });
const { next, cells } = await ask<Answer>('get_experiment', { experiment: 'walk', wait_seconds: 0 });
const unknown = [];
for (const { job_id, cell_id, status } of cells) {
  if (status !== 'unknown') continue;
  const job = await ask<{ next: string }>('get_job', { job_id, wait_seconds: 0 });
  unknown.push({ cell_id, job_id, next: job.next });
}
await video.close();
console.log(JSON.stringify({ next, statuses: cells.map(({ status }) => status), unknown }));
process.exit(cells.every(({ status }) => status === 'collected') ? 0 : 1);
