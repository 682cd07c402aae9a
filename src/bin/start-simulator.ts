import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningSimulator } from '../cli/parts.ts';
import { configurationError } from '../errors.ts';
import type { WireHosts } from '../fal/types.ts';
import { createMedia } from '../media/index.ts';
import { mediaRenderer, type SimulatorOptions, type Books, startSimulator } from '../simulator/index.ts';
import { writeJson } from '../util/atomic-file.ts';
import { acquire } from '../util/lock.ts';

type Options = Pick<SimulatorOptions, 'folder' | 'port' | 'pace' | 'remembers'>;

/**
 * A simulated fal that renders real clips with the product's own media part, and closes both together. It
 * remembers what an earlier one of its folder knew, so that a killed client finds its jobs again.
 */
export async function startRenderingSimulator(
  options: Options,
): Promise<RunningSimulator & { books: Books }> {
  const lock = await lockOf(options.folder, LOCK_MS);
  if (lock === null) throw alreadyRuns((await addressOf(options.folder))?.url ?? 'an address of its own');
  const media = createMedia();
  try {
    const simulator = await startSimulator({ remembers: true, ...options, renderer: mediaRenderer(media) });
    const { url, hosts } = simulator;
    await writeJson(addressFile(options.folder), { url, hosts });
    return {
      ...simulator,
      close: async () => {
        await simulator.close();
        await media.close();
        await lock.release();
      },
    };
  } catch (error) {
    await media.close();
    await lock.release();
    throw error;
  }
}

/** The one that runs in this folder already, in whatever process; else a new one that ends with this process. */
export async function joinOrStartSimulator(options: Options): Promise<RunningSimulator> {
  for (let tries = 0; ; tries++) {
    try {
      return await startRenderingSimulator(options);
    } catch (thrown) {
      const running = await addressOf(options.folder);
      if (running !== null && (await answers(running.url)))
        return { ...running, close: async () => undefined };
      // It was about to end, or had not begun to listen: look again.
      if (tries === MOST_TRIES) throw thrown;
    }
  }
}

const LOCK_MS = 500;
const MOST_TRIES = 10;

const lockOf = (folder: string, ms: number) => acquire(join(folder, 'simulator.lock'), ms);
const addressFile = (folder: string) => join(folder, 'address.json');

async function addressOf(folder: string): Promise<{ url: string; hosts: WireHosts } | null> {
  const text = await readFile(addressFile(folder), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { url: string; hosts: WireHosts });
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );

const alreadyRuns = (where: string) =>
  configurationError({
    code: 'SIMULATOR_RUNNING',
    message: `A simulated fal of this project already listens on ${where}.`,
    next: 'Use that one, or end it first.',
  });
