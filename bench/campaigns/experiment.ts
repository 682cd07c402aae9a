import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { roll } from '../../src/simulator/random.ts';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import { readLedger } from '../../src/ledger/ledger.ts';
import { projectPaths } from '../../src/project/project-paths.ts';
import { ALL_FIVE } from '../../test/support/requests.ts';
import { PROGRAM } from '../../test/support/run-program.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/**
 * An experiment of 20 cells whose process is killed with SIGKILL at random moments and started again with the same
 * command, until it ends: 20 videos, 20 bills, no cell paid twice. Then a sixth model joins, and pays for its own cells.
 * `npm run experiments-kill -- --kills 10 --seed 7`; `--plain` has the simulated fal inside the killed process.
 */

export interface ExperimentKillOptions {
  kills: number;
  seed: number;
  /** The simulated fal is part of the process that is killed (`--simulate`), as in the plain command line. */
  plain: boolean;
}

export interface ExperimentKillResult {
  kills: number;
  accepted: number;
  collected: number;
  videos: number;
  billed_micros: number;
  books_micros: number;
  /** Killed between the intent and the POST: nobody can know, and the user said that it never arrived. */
  never_arrived: number;
  sixth_model_paid: number;
  broken: string[];
}

const CELLS = 20;
const SIXTH = 'grok-imagine-video-i2v';
const PLAN = {
  models: ALL_FIVE,
  prompts: ['the hero walks in place', 'the hero runs in place'],
  seeds: [1, 2],
  image: 'hero.png',
  duration: 6,
  resolution: '480p',
  when_unsupported: 'nearest',
};

export async function runExperimentKills(options: ExperimentKillOptions): Promise<ExperimentKillResult> {
  const sandbox = await makeSandbox({ simulator: { pace: { queueMs: 100, workMs: 400 }, accountLimit: 2 } });
  try {
    const run = new KilledRun(sandbox, options);
    await run.writePlan(PLAN);
    const kills = await run.killAndRestart();
    const neverArrived = await run.toTheEnd();
    const { collected, books, videos, broken } = await run.compare(CELLS);
    await run.writePlan({ ...PLAN, models: [...ALL_FIVE, SIXTH] });
    await run.toTheEnd();
    const after = await run.compare(CELLS + 4);
    return {
      kills,
      accepted: books.ids.length,
      collected: collected.length,
      videos,
      billed_micros: billOf(collected),
      books_micros: books.micros,
      never_arrived: neverArrived,
      sixth_model_paid: after.books.ids.length - books.ids.length,
      broken: [...broken, ...after.broken.map((one) => `with a sixth model: ${one}`)],
    };
  } finally {
    await sandbox.close();
  }
}

interface Ended {
  code: number | null;
  killed: boolean;
  output: string;
}

class KilledRun {
  readonly #sandbox: Sandbox;
  readonly #options: ExperimentKillOptions;

  constructor(sandbox: Sandbox, options: ExperimentKillOptions) {
    this.#sandbox = sandbox;
    this.#options = options;
  }

  async writePlan(plan: object): Promise<void> {
    const folder = join(this.#sandbox.root, 'experiments');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'walk-cycle.json'), JSON.stringify(plan));
  }

  /** As many kills as asked, or fewer when the experiment was over before. */
  async killAndRestart(): Promise<number> {
    const { kills, seed, plain } = this.#options;
    // Spread over the whole run: a simulated fal inside it films in full size.
    const longest = plain ? 7_000 : 900;
    for (let count = 0; count < kills; count++) {
      const { killed } = await this.#command(RUN, 500 + roll(seed, count) * longest);
      if (!killed) return count;
    }
    return kills;
  }

  /** The same command once more, until there is nothing left that only the user can settle. */
  async toTheEnd(): Promise<number> {
    for (let neverArrived = 0; ;) {
      const { code, output } = await this.#command(RUN);
      if (code === 0) return neverArrived;
      const lost = await this.#neverArrived();
      if (lost.length === 0) throw new Error(`the run ended with ${code}: ${output.slice(-3000)}`);
      for (const jobId of lost) await this.#command(['job', jobId, '--never-arrived']);
      neverArrived += lost.length;
    }
  }

  async compare(cells: number) {
    const { root } = this.#sandbox;
    const rows = (await this.#ledger()).filter(({ status }) => status !== 'not-sent');
    const collected = rows.filter(({ status }) => status === 'collected');
    const books = await this.#books();
    const files = await Promise.all(
      collected.map(({ output_files }) => stat(join(root, output_files)).then(({ size }) => size > 1000)),
    );
    const results = await this.#results();
    const ofUs = new Set(rows.map(({ request_id }) => request_id));
    const broken = [
      books.ids.length !== cells && `${books.ids.length} submissions were accepted, not ${cells}`,
      rows.length !== cells && `${rows.length} runs stand in the ledger, not ${cells}`,
      new Set(rows.map(({ cell }) => cell)).size !== cells && 'a cell has two runs, or none',
      ofUs.size !== cells && 'two runs share a request',
      books.ids.some((id) => !ofUs.has(id)) && 'an accepted request is none of ours',
      billOf(collected) !== books.micros && `billed ${billOf(collected)}, the books say ${books.micros}`,
      files.filter(Boolean).length !== cells && `${files.filter(Boolean).length} videos, not ${cells}`,
      results.cells.filter(({ status, video }) => status === 'collected' && video !== null).length !==
        cells && 'results.json is not complete',
      results.stopped !== null && 'results.json says that the run stopped',
      !(await this.#report()).includes('<html') && 'there is no report',
    ].filter((rule) => rule !== false);
    return { collected, books, videos: files.filter(Boolean).length, broken };
  }

  /** What fal accepted and billed: of a simulator that was killed as well, its books on the disk tell. */
  async #books(): Promise<{ ids: string[]; micros: number }> {
    const { simulator } = this.#sandbox;
    if (!this.#options.plain) {
      const ids = simulator.books.accepted().map(({ request_id }) => request_id);
      return { ids, micros: simulator.books.totalMicros() };
    }
    const text = await readFile(join(this.#projectPaths().fal, 'simulator', 'books.jsonl'), 'utf8');
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { event: string; request_id: string; micros: number });
    const ids = lines.filter(({ event }) => event === 'accepted').map(({ request_id }) => request_id);
    const micros = lines.filter(({ event }) => event === 'ended').reduce((sum, line) => sum + line.micros, 0);
    return { ids, micros };
  }

  /** Jobs of unknown outcome that fal has nothing of. */
  async #neverArrived(): Promise<string[]> {
    const rows = await this.#ledger();
    const ofUs = new Set(rows.map(({ request_id }) => request_id));
    const unknown = rows.filter(({ status }) => status === 'unknown');
    return (await this.#books()).ids.some((id) => !ofUs.has(id)) ? [] : unknown.map(({ job_id }) => job_id);
  }

  #projectPaths() {
    return projectPaths(this.#sandbox.root, true);
  }

  #ledger(): Promise<LedgerRow[]> {
    return readLedger(this.#projectPaths());
  }

  async #results() {
    return JSON.parse(await readFile(join(this.#root(), 'results.json'), 'utf8')) as {
      stopped: object | null;
      cells: { status: string; video: object | null }[];
    };
  }

  #report(): Promise<string> {
    return readFile(join(this.#root(), 'report.html'), 'utf8');
  }

  #batch = '';
  #root(): string {
    return join(this.#sandbox.root, this.#batch);
  }

  async #command(args: readonly string[], killAfterMs?: number): Promise<Ended> {
    const { root, env: around } = this.#sandbox;
    const { plain } = this.#options;
    const env = plain ? { PATH: around['PATH'], HOME: around['HOME'] } : around;
    const child = spawn(
      process.execPath,
      [PROGRAM, ...args, '--json', '--root', root, ...(plain ? ['--simulate'] : [])],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const chunks: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const over = new AbortController();
    let killed = false;
    if (killAfterMs !== undefined) {
      delay(killAfterMs, undefined, { signal: over.signal }).then(
        () => {
          killed = child.kill('SIGKILL');
        },
        () => undefined,
      );
    }
    const [code] = (await once(child, 'close')) as [number | null];
    over.abort();
    const output = Buffer.concat(chunks).toString('utf8');
    const folder = /"folder": "([^"]+)"/.exec(output)?.[1];
    if (folder !== undefined && args[0] === 'experiment') this.#batch = folder;
    return { code, killed: killed && code === null, output: output + Buffer.concat(err).toString('utf8') };
  }
}

const RUN = ['experiment', 'run', 'experiments/walk-cycle.json'];

const billOf = (rows: readonly LedgerRow[]) =>
  rows.reduce((sum, { billed_cost }) => sum + Math.round((billed_cost ?? 0) * 1e6), 0);

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      plain: { type: 'boolean', default: false },
    },
  });
  const result = await runExperimentKills({
    kills: Number(values.kills),
    seed: Number(values.seed),
    plain: values.plain,
  });
  console.log('Experiment under kills (simulated):', JSON.stringify(result, null, 2));
  console.log(result.broken.length === 0 ? 'All rules held.' : `BROKEN: ${result.broken.join('; ')}`);
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
