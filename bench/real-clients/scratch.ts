import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { drawHero } from '../../test/support/sandbox.ts';

/** The program as npm would install it. */
export const FAL_VIDEO = resolve(import.meta.dirname, '..', '..', 'dist', 'bin', 'fal-video.js');

/** A home without any account, and a project with one picture. */
export interface Scratch {
  home: string;
  project: string;
  /** All that a client's process gets to see of this machine. */
  env: NodeJS.ProcessEnv;
}

/** Sets a client up the way a person would, for simulated work. */
export async function install(client: string, { project, env }: Scratch): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [FAL_VIDEO, 'install', client, '--local', '--simulate', '--yes'],
    { cwd: project, env, timeout: 30_000 },
  );
}

/** Does some work in a fresh home and project, which are gone afterwards. */
export async function withScratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-video-client-')));
  const [home, project] = [join(folder, 'home'), join(folder, 'project')];
  try {
    await Promise.all([mkdir(home), mkdir(project)]);
    await drawHero(join(project, 'hero.png'));
    return await work({ home, project, env: { PATH: process.env['PATH'], HOME: home } });
  } finally {
    // A client that was ended may still write its last lines.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
