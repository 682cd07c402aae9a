import { cp, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { FAL_HOSTS } from '../src/fal/hosts.ts';
import { projectPaths } from '../src/project/project-paths.ts';
import { getJob } from '../tools/get_job.ts';
import { listJobs } from '../tools/list_jobs.ts';
import { readLedgerTool } from '../tools/read_ledger.ts';
import { hear } from './support/agent.ts';
import { runToEnd } from './support/run-to-end.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await makeSandbox();
});
afterEach(() => sandbox.close());

/** The project as it is seen without `--simulate`. */
const openReal = () => sandbox.open({ hosts: FAL_HOSTS });

it('a simulated job that is asked for among the real ones is named with the command that shows it', async () => {
  const simulated = await sandbox.open();
  const [one, other] = [(await runToEnd(simulated)).job_id, (await runToEnd(simulated)).job_id];
  const real = await openReal();
  for (const ask of [
    real.jobs.get(one),
    real.jobs.cancel(one),
    real.jobs.wait([one], { ms: 0, until: 'end' }),
  ]) {
    await expect(ask).rejects.toMatchObject({ code: 'UNKNOWN_JOB', fault: 'input' });
  }
  expect((await hear(getJob, real, { job_id: one })).text).toMatch(
    `UNKNOWN_JOB: ${one} is simulated, and only real jobs were looked at.\nRetry: safe\nNext: Add --simulate: \`fal-video job ${one} --simulate\`.`,
  );
  const { text } = await hear(getJob, real, { job_ids: [one, 'job_nope', other] });
  expect(text).toContain(
    `There is no job job_nope in this project. ${one}, ${other} are simulated, and only real`,
  );
  expect(text).toContain(`\`fal-video job ${one} ${other} --simulate\``);
});

it('a real job that is asked for among the simulated ones is named, too', async () => {
  const { job_id } = await runToEnd(await sandbox.open());
  const other = await makeSandbox();
  onTestFinished(() => other.close());
  const { journal } = projectPaths(other.root, false);
  await mkdir(dirname(journal), { recursive: true });
  await cp(projectPaths(sandbox.root, true).journal, journal);
  const { text } = await hear(getJob, await other.open(), { job_id });
  expect(text).toContain(`${job_id} is real, and only simulated jobs were looked at.`);
  expect(text).toContain('Next: Leave --simulate out');
});

it('lists without real work tell of the simulated, and no others do', async () => {
  const simulated = await sandbox.open();
  const real = await openReal();
  const heard = async (video: typeof real) => [
    (await hear(listJobs, video, {})).text,
    (await hear(readLedgerTool, video, {})).text,
  ];
  for (const text of await heard(real)) expect(text).not.toContain('Simulated jobs');
  await runToEnd(simulated);
  const [jobs, ledger] = await heard(real);
  expect(jobs).toContain(
    'Shown 0, left 0. Simulated jobs, which stand apart: 1; `fal-video jobs --simulate`.',
  );
  expect(ledger).toContain('Simulated jobs, which stand apart: 1; `fal-video ledger --simulate`.');
  for (const text of await heard(simulated)) expect(text).not.toContain('Simulated jobs');
});
