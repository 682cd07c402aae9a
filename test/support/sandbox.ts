import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type FalVideo, type FalVideoOptions, openFalVideo, SIMULATED_KEY } from '../../src/fal-video.ts';
import type { WireHosts } from '../../src/fal/types.ts';
import {
  mediaRenderer,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.ts';
import { readIfExists } from '../../src/util/atomic-file.ts';
import { eachClipOnce } from './each-clip-once.ts';
import { HURRIED, PATIENT } from './hurried.ts';
import { media } from './media.ts';

/** A project in a temporary folder, and a simulator beside it. */
export interface Sandbox {
  root: string;
  simulator: Simulator;
  /** Points another process at the simulator, from a home of its own: the tester's may hold a key. */
  env: NodeJS.ProcessEnv;
  /** Another process' view of the same project, as far as one process can have two. */
  open(options?: Partial<FalVideoOptions>): Promise<FalVideo>;
  close(): Promise<void>;
}

export interface SandboxOptions {
  config?: Record<string, unknown>;
  simulator?: Partial<SimulatorOptions>;
}

/** Caps that no campaign reaches. */
export const RICH = { max_job_usd: 100, max_experiment_usd: 10_000, max_day_usd: 10_000, ask_above_usd: 100 };

/** The clips of all sandboxes of a thread. */
export const renderer = eachClipOnce(mediaRenderer(media));

export async function makeSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-video-')));
  const [root, home] = [join(folder, 'project'), join(folder, 'home')];
  await Promise.all([mkdir(root), mkdir(home)]);
  await drawHero(join(root, 'hero.png'));
  await writeFile(join(root, 'fal-video.config.json'), JSON.stringify(options.config ?? RICH));
  const simulator = await startSimulator({
    folder: join(folder, 'fal'),
    renderer,
    clip: 'tiny',
    pace: { queueMs: 5, workMs: 10 },
    accountLimit: 40,
    ...options.simulator,
  });
  const opened: FalVideo[] = [];
  return {
    root,
    simulator,
    env: environmentFor(simulator.hosts, home),
    async open(more = {}) {
      const video = await openFalVideo({
        root,
        env: { HOME: home },
        hosts: simulator.hosts,
        media,
        clock: HURRIED,
        timeouts: PATIENT,
        ...more,
      });
      opened.push(video);
      return video;
    },
    async close() {
      await Promise.all(opened.map((video) => video.close()));
      await simulator.close();
      const leaks = await filesWith(folder, SIMULATED_KEY);
      // A contact sheet that was let go may still be on its way.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      if (leaks.length > 0) throw new Error(`the key stands in ${leaks.join(', ')}`);
    },
  };
}

/** Every file below that holds the text: each sandbox is searched for the key when it closes. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (path) => (((await readIfExists(path)) ?? '').includes(text) ? [path] : [])),
  );
  return found.flat();
}

/** A small picture that every model takes: 640 × 360, not square, not flat. */
export async function drawHero(path: string, head = '#c63'): Promise<void> {
  const drawn = heroes.get(head) ?? heroPng(head);
  heroes.set(head, drawn);
  await writeFile(path, await drawn);
}

const heroes = new Map<string, Promise<Buffer>>();

function heroPng(head: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#888"/>
    <circle cx="320" cy="120" r="50" fill="${head}"/><rect x="280" y="170" width="80" height="150" fill="#36c"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

function environmentFor(hosts: WireHosts, home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    FAL_VIDEO_QUEUE_URL: hosts.queue,
    FAL_VIDEO_REST_URL: hosts.rest,
    FAL_VIDEO_API_URL: hosts.api,
    FAL_VIDEO_MEDIA_HOSTS: hosts.media.join(','),
  };
}
