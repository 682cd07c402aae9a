/**
 * A contact sheet of a 5 s clip in 1080p: ours beside `ffmpeg` with `fps,scale,tile`, in turn, on this machine.
 *
 *   npm run build && node dist/bench/contact-sheet.js [--runs 9] [clip.mp4 …]
 *
 * Three ways: ffmpeg as a process; ours as a process of its own (Node, the worker, everything counted); and ours in a
 * program that is running, as in the server, whose worker is warm. Without clips it makes one of a moving scene.
 * It prints medians, and the median of the ratios pair by pair. It judges nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createMedia } from '../src/media/index.ts';
import { median } from '../src/media/measure/statistics.ts';
import type { Media } from '../src/media/types.ts';

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '9' },
    one: { type: 'string' },
    output: { type: 'string', default: '' },
  },
  allowPositionals: true,
});

if (values.one === undefined) await compare();
else await makeOne(values.one, values.output);

/** The cold way: this very file, as a process that makes one sheet. */
async function makeOne(video: string, output: string): Promise<void> {
  const media = createMedia();
  await media.contactSheet(video, output);
  await media.close();
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-bench-'));
  const media = createMedia();
  try {
    const clips = positionals.length > 0 ? positionals : [await sceneClip(media, folder)];
    for (const clip of clips) await compareClip(media, clip, folder);
  } finally {
    await media.close();
    await rm(folder, { recursive: true });
  }
}

interface Way {
  name: string;
  make: () => unknown;
  times: number[];
}

async function compareClip(media: Media, clip: string, folder: string): Promise<void> {
  const { width, height, seconds, frames, codec } = await media.probe(clip);
  const ffmpeg: Way = {
    name: 'ffmpeg',
    make: () => runFfmpeg(clip, frames / seconds, frames, join(folder, 'ffmpeg.jpg')),
    times: [],
  };
  const cold = [import.meta.filename, '--one', clip, '--output', join(folder, 'cold.jpg')];
  const ways: Way[] = [
    ffmpeg,
    { name: 'ours, cold', make: () => run(process.execPath, cold), times: [] },
    { name: 'ours, warm', make: () => media.contactSheet(clip, join(folder, 'warm.jpg')), times: [] },
  ];
  for (let round = -1; round < Number(values.runs); round++) {
    for (const { make, times } of ways) {
      const start = performance.now();
      await make();
      // The first round warms the disk and the worker up.
      if (round >= 0) times.push(performance.now() - start);
    }
  }
  console.log(
    `${basename(clip)}: ${width}x${height}, ${seconds} s, ${frames} frames, ${codec}; ${values.runs} rounds`,
  );
  for (const { name, times } of ways) {
    const ratio = median(times.map((time, at) => time / (ffmpeg.times[at] ?? Number.NaN)));
    console.log(
      `  ${name.padEnd(10)}  median ${median(times).toFixed(0).padStart(5)} ms   ${ratio.toFixed(2)} of ffmpeg`,
    );
  }
}

/** The same twelve cells of 320 pixels. */
function runFfmpeg(clip: string, fps: number, frames: number, output: string): void {
  const filter = `fps=${((12 * fps) / frames).toFixed(4)},scale=320:-1,tile=4x3`;
  run('ffmpeg', ['-v', 'error', '-y', '-i', clip, '-vf', filter, '-frames:v', '1', output]);
}

function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw error ?? new Error(`${program}: ${String(stderr)}`);
}

async function sceneClip(media: Media, folder: string): Promise<string> {
  const [picture, output] = [join(folder, 'scene.png'), join(folder, 'scene.mp4')];
  const size = { width: 1920, height: 1080 };
  await media.renderPicture({ ...size, output: picture, format: 'png', words: 'a town at noon', mark: '' });
  const motion = { shift_x: 0.02, zoom: 0.03, turn: 1 };
  await media.renderClip({
    ...size,
    picture,
    output,
    fps: 24,
    seconds: 5,
    motion,
    mark: 'SIMULATED',
    audio: false,
  });
  return output;
}
