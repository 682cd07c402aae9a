/**
 * Many short clips inspected beside a long one, as an experiment inspects them: contact sheet, strip and measures.
 *
 *   npm run build && node dist/bench/inspections.js [--clips 60] [long.mp4]
 *
 * The long one is asked for first. Without one, 12 s in 4K are drawn, which takes most of a minute. It prints when the first
 * sheet of a short clip was there, when all of them were inspected, and when the long one was; how long a probe took at
 * most meanwhile, which is what every job waits for before it is collected; and the most memory of the worker processes
 * together (Linux). It judges nothing.
 */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Inspections } from '../src/experiments/run/inspections.ts';
import { createMedia } from '../src/media/index.ts';
import type { Media } from '../src/media/types.ts';
import type { Project } from '../src/project/index.ts';
import { folderBlobs } from '../src/store/files/folder-blobs.ts';
import type { Job } from '../src/store/job.ts';
import { sheetOf } from '../src/store/pictures-of.ts';

const { values, positionals } = parseArgs({
  options: { clips: { type: 'string', default: '60' } },
  allowPositionals: true,
});
const folder = await mkdtemp(join(tmpdir(), 'fal-video-bench-'));
const media = createMedia();
try {
  await compare();
} finally {
  await media.close();
  await rm(folder, { recursive: true });
}

async function compare(): Promise<void> {
  const short = await drawn(1280, 720, 5);
  const long = positionals[0] ?? (await drawn(3840, 2160, 12));
  const paths = [long, ...Array<string>(Number(values.clips)).fill(short)];
  const videos = await Promise.all(paths.map((path, number) => placed(path, number)));
  const [longVideo = '', ...shortVideos] = videos;
  const { width, height, seconds } = await media.probe(longVideo);
  const project = { paths: { absolute: (path: string) => path } } as unknown as Project;
  const inspections = new Inspections({ media, project, blobs: folderBlobs });
  const watching = new AbortController();
  const seen = watch(shortVideos, watching.signal);
  const began = performance.now();
  const since = () => ((performance.now() - began) / 1000).toFixed(1);
  const isInspected = (video: string) => existsSync(join(dirname(video), 'measures.json'));
  const [longAt, shortAt] = [
    until(() => isInspected(longVideo), since),
    until(() => shortVideos.every(isInspected), since),
  ];
  const firstAt = until(() => shortVideos.some((video) => existsSync(sheetOf(video))), since);
  for (const video of videos) inspections.add(jobOf(video), () => undefined);
  const failed = inspections.finished('bench').then(() => {
    const problem = videos.map((video) => inspections.problemOf(video)).find((text) => text !== null);
    if (problem != null) throw new Error(problem);
  });
  console.log(`${values.clips} clips of 720p, 5 s, beside one of ${width}x${height}, ${seconds} s`);
  const [ofFirst, ofShort, ofLong] = await Promise.all([firstAt, shortAt, longAt, failed]);
  watching.abort();
  const { probe, megabytes } = await seen;
  console.log(`  first sheet of a short one ${ofFirst} s`);
  console.log(`  short ones inspected       ${ofShort} s`);
  console.log(`  long one inspected         ${ofLong} s`);
  console.log(`  a probe meanwhile, at most ${probe.toFixed(0)} ms`);
  console.log(`  worker processes, at most  ${megabytes.toFixed(0)} MB`);
}

async function until(holds: () => boolean, since: () => string): Promise<string> {
  while (!holds()) await delay(10);
  return since();
}

/** The longest probe, and the most memory of all children at one moment. */
async function watch([video = '']: readonly string[], signal: AbortSignal) {
  let [probe, megabytes] = [0, 0];
  const over = once(signal, 'abort');
  const probing = (async () => {
    while (!signal.aborted) {
      const began = performance.now();
      await media.probe(video);
      probe = Math.max(probe, performance.now() - began);
      await Promise.race([delay(200), over]);
    }
  })();
  while (!signal.aborted) {
    megabytes = Math.max(megabytes, memoryOfChildren());
    await Promise.race([delay(50), over]);
  }
  await probing;
  return { probe, megabytes };
}

function memoryOfChildren(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const statuses = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/status`, 'latin1')] : [];
    } catch {
      return [];
    }
  });
  const children = statuses.filter((status) => status.includes(`PPid:\t${process.pid}\n`));
  return children.reduce((sum, status) => sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024, 0);
}

async function placed(path: string, number: number): Promise<string> {
  const video = join(folder, String(number), 'output-01.mp4');
  await mkdir(dirname(video));
  await copyFile(path, video);
  return video;
}

async function drawn(width: number, height: number, seconds: number): Promise<string> {
  const [picture, output] = [join(folder, `${width}.png`), join(folder, `${width}.mp4`)];
  await media.renderPicture({
    width,
    height,
    output: picture,
    format: 'png',
    words: 'a town at noon',
    mark: '',
  });
  const motion: Parameters<Media['renderClip']>[0]['motion'] = { shift_x: 0.01, zoom: 0.01, turn: 0.5 };
  await media.renderClip({
    picture,
    output,
    width,
    height,
    fps: 24,
    seconds,
    motion,
    mark: 'SIMULATED',
    audio: false,
  });
  return output;
}

/** As much of a collected job as an inspection reads. */
function jobOf(video: string): Job {
  const outputs = [{ path: video, role: 'main', video: {} }];
  return {
    job_id: video,
    state: 'collected',
    outputs,
    plan: { experiment: 'bench', inputs: [] },
  } as unknown as Job;
}
