import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { OpenProject, Dependencies } from '../../src/cli/dependencies.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Media } from '../../src/media/types.ts';
import { loadModels, PRESETS } from '../../src/models/index.ts';
import { readPrices } from '../../src/models/price-rules/read-prices.ts';
import { tools } from '../../tools/index.ts';
import { silence } from '../../test/support/silence.ts';
import { makeSandbox, RICH } from '../../test/support/sandbox.ts';

/** What the command line said of every endpoint in the price list, each with a task that it takes. */
export interface EstimatesResult {
  endpoints: number;
  figures: number;
  /** A reason instead of a figure. */
  unknown: Record<string, string>;
  /** Neither. */
  refused: Record<string, string>;
}

interface Quote {
  expected_usd: number | null;
  low_usd: number | null;
  high_usd: number | null;
  rule: string;
}

/**
 * Asks `fal-video model` for an example of every endpoint that has a row in the price list, and `fal-video estimate` what
 * this costs. The project is opened once; all else is the program as it is typed.
 */
export async function runEstimates(): Promise<EstimatesResult> {
  const sandbox = await makeSandbox({ config: { ...RICH, allow_retired: retired() } });
  try {
    const video = await sandbox.open();
    await drawInputs(sandbox.root, video.media);
    const type = typist({ ...video, close: () => Promise.resolve() }, sandbox.root);
    const result: EstimatesResult = { endpoints: 0, figures: 0, unknown: {}, refused: {} };
    for (const id of readPrices(PRESETS).ids) {
      result.endpoints += 1;
      const model = await type(['model', id]);
      const answer = await type(['estimate', id, ...flagsOf(model['example'])]);
      const { expected_usd, low_usd, high_usd, rule } = answer as unknown as Quote;
      // A provider's own tokens: the figure is an average without bounds.
      const inOrder = low_usd === null || high_usd === null || low_usd <= high_usd;
      if (typeof expected_usd === 'number' && inOrder) result.figures += 1;
      else if (expected_usd === null && rule !== '') result.unknown[id] = rule;
      else result.refused[id] = JSON.stringify(answer['error'] ?? answer).slice(0, 300);
    }
    return result;
  } finally {
    await sandbox.close();
  }
}

/** fal still answers for some of them; here the price is asked only. */
export const retired = () =>
  loadModels()
    .list({ status: 'retired' })
    .map(({ endpoint_id }) => endpoint_id);

/** The files that the examples name. */
export async function drawInputs(root: string, media: Media): Promise<void> {
  const inputs = join(root, 'inputs');
  await mkdir(inputs);
  const picture = join(inputs, 'first_frame.png');
  for (const name of ['first_frame', 'last_frame', 'reference', 'reference-1', 'reference-2']) {
    const plain = { width: 1280, height: 720, channels: 3, background: '#6688aa' } as const;
    await sharp({ create: plain })
      .png()
      .toFile(join(inputs, `${name}.png`));
  }
  for (const name of ['video', 'video-1', 'video-2']) {
    const clip = {
      picture,
      width: 1280,
      height: 720,
      fps: 24,
      seconds: 4,
      output: join(inputs, `${name}.mp4`),
    };
    await media.renderClip({ ...clip, motion: {}, mark: '', audio: false });
  }
  for (const name of ['audio', 'audio-1', 'audio-2']) {
    await writeFile(join(inputs, `${name}.wav`), silence(48_000));
  }
}

type Typist = (line: readonly string[]) => Promise<Record<string, unknown>>;

/** Types command lines as a program does, which gets JSON. */
function typist(project: OpenProject, root: string): Typist {
  const dependencies: Dependencies = {
    version: 'test',
    tools,
    open: () => Promise.resolve(project),
    startSimulator: () => Promise.reject(new Error('not asked for')),
    joinSimulator: () => Promise.reject(new Error('not asked for')),
    serveMcp: () => Promise.reject(new Error('not asked for')),
  };
  return async (line) => {
    let stdout = '';
    await runCli([...line, '--json', '--root', root], dependencies, {
      stdin: process.stdin,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: () => true },
      env: {},
      cwd: root,
      signal: new AbortController().signal,
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
}

/** The example of `get_model` as the options of `estimate`. */
function flagsOf(example: unknown): string[] {
  const { model: _, task_slug: __, args, ...named } = (example ?? {}) as Record<string, unknown>;
  return [
    ...Object.entries(named).flatMap(([name, value]) => [
      `--${name.replaceAll('_', '-')}`,
      ...[value].flat().map(String),
    ]),
    ...(args === undefined ? [] : ['--args', JSON.stringify(args)]),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const result = await runEstimates();
  const { endpoints, figures, unknown, refused } = result;
  const [unknowns, refusals] = [Object.entries(unknown), Object.entries(refused)];
  console.log(
    `${endpoints} endpoints with a row in the price list: ${figures} figures, ${unknowns.length} unknown, ${refusals.length} refused.`,
  );
  for (const [id, why] of unknowns) console.log(`unknown  ${id}: ${why}`);
  for (const [id, why] of refusals) console.log(`REFUSED  ${id}: ${why}`);
  process.exitCode = refusals.length === 0 ? 0 : 1;
}
