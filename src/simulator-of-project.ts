import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationError } from './errors.ts';
import type { WireHosts } from './fal/types.ts';
import { createMedia } from './media/index.ts';
import {
  mediaRenderer,
  parseRecordings,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './simulator/index.ts';
import { writeJson } from './util/atomic-file.ts';
import { acquire } from './util/lock.ts';

/** A simulated fal of this process, or of another. */
type RunningSimulator = Pick<Simulator, 'url' | 'hosts' | 'close'>;
type Rendering = RunningSimulator & Pick<Simulator, 'books' | 'busy' | 'closed'>;
type Options = Pick<
  SimulatorOptions,
  'folder' | 'port' | 'pace' | 'remembers' | 'recordings' | 'idleLimitMs'
>;

/**
 * A simulated fal that renders real clips with the product's own media part, and closes both together. It
 * remembers what an earlier one of its folder knew, so that a killed client finds its jobs again.
 */
export async function startRenderingSimulator(options: Options, lockMs = LOCK_MS): Promise<Rendering> {
  const lock = await lockOf(options.folder, lockMs);
  if (lock === null) throw alreadyRuns((await addressOf(options.folder))?.url ?? 'an address of its own');
  const media = createMedia();
  try {
    const simulator = await startSimulator({ remembers: true, ...options, renderer: mediaRenderer(media) });
    const { url, hosts } = simulator;
    await writeJson(addressFile(options.folder), {
      url,
      hosts,
      makes_room: options.idleLimitMs !== undefined,
    });
    return {
      ...simulator,
      close: async () => {
        // What is being drawn is drawn anew by the next one of the folder: nobody waits for it.
        await Promise.all([simulator.close(), media.close()]);
        await lock.release();
      },
    };
  } catch (error) {
    await media.close();
    await lock.release();
    throw error;
  }
}

/** One that answers as was recorded, where recorded answers are given; `untilIdle`: it ends when nobody needs it any more. */
export async function startReplaying({
  replay,
  untilIdle = false,
  ...options
}: Options & { replay?: unknown; untilIdle?: boolean }): Promise<Rendering> {
  const recorded = replay === undefined ? {} : { recordings: parseRecordings(replay) };
  if (untilIdle) return await startRenderingSimulator({ ...options, ...recorded, idleLimitMs: IDLE_MS });
  const lockMs = (await asksForRoom(options.folder)) ? ROOM_MS : LOCK_MS;
  return await startRenderingSimulator({ ...options, ...recorded }, lockMs);
}

/** One that a command left behind for its jobs makes room for one that is wanted for its own sake, which goes on with them. */
async function asksForRoom(folder: string): Promise<boolean> {
  const running = await addressOf(folder);
  if (running?.makes_room !== true) return false;
  const signal = AbortSignal.timeout(1_000);
  await fetch(`${running.url}/simulator/make-room`, { method: 'POST', signal }).catch(() => undefined);
  return true;
}

/** Longer than a command that uses it is silent between two calls. */
const IDLE_MS = 30_000;

/**
 * The one that runs in this folder already, in whatever process; else a new one that ends with this process. `leave` is
 * called when that ends with jobs that are not done: the next one of the folder goes on with them.
 */
export async function joinOrStartSimulator(options: Options, leave?: () => void): Promise<RunningSimulator> {
  for (let tries = 0; ; tries++) {
    try {
      const simulator = await startRenderingSimulator(options);
      const close = async () => {
        const busy = simulator.busy();
        await simulator.close();
        if (busy) leave?.();
      };
      return { ...simulator, close };
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
const ROOM_MS = 10_000;
const MOST_TRIES = 10;

const lockOf = (folder: string, ms: number) => acquire(join(folder, 'simulator.lock'), ms);
const addressFile = (folder: string) => join(folder, 'address.json');

interface Address {
  url: string;
  hosts: WireHosts;
  makes_room: boolean;
}

async function addressOf(folder: string): Promise<Address | null> {
  const text = await readFile(addressFile(folder), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Address);
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
