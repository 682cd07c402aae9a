import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMedia } from '../../src/media/index.ts';
import {
  type ClipMeasures,
  type Measured,
  type MeasureDefinition,
  type MeasureName,
  MEASURES,
} from '../../src/media/measure-types.ts';
import type { Motion, VideoInfo } from '../../src/media/types.ts';
import { renderReport } from '../../src/report/render-report.ts';
import type { ReportCell, ReportData } from '../../src/report/report-data.ts';

/** Short true clips that differ in length, speed and frame rate, each named after what a model of its kind could be called. */
export const MODELS = [
  'kling-v3-pro',
  'seedance-1-5',
  'veo-3-1-fast',
  'wan-2-6',
  'hailuo-02',
  'pixverse-v5',
] as const;
const CLIPS: { fps: number; seconds: number; motion: Motion }[] = [
  { fps: 24, seconds: 2, motion: { cycle: { seconds: 0.5, bob: 0.06, sway: 0.03 } } },
  { fps: 24, seconds: 2, motion: { shift_x: 0.1 } },
  { fps: 24, seconds: 1.5, motion: { zoom: 0.2 } },
  { fps: 30, seconds: 2, motion: { cycle: { seconds: 1, bob: 0.03, sway: 0 } } },
  { fps: 25, seconds: 1.2, motion: { turn: 20 } },
  { fps: 24, seconds: 2, motion: { flicker: 0.2, shift_y: 0.05 } },
];

export interface Folder {
  path: string;
  /** Writes the page and gives its file URL. */
  write(data: ReportData, name?: string): Promise<string>;
  clips: { info: VideoInfo; file: string; sheet: string }[];
}

/** A folder with a picture, one clip and one sheet for each model. */
export async function makeFolder(path: string, size = { width: 320, height: 180 }): Promise<Folder> {
  const media = createMedia();
  try {
    await mkdir(path, { recursive: true });
    const picture = join(path, 'start.png');
    await media.drawAnchor({ output: picture, ...size });
    const clips: Folder['clips'] = [];
    for (const [index, clip] of CLIPS.entries()) {
      const [file, sheet] = [`clip-${index}.mp4`, `clip-${index}.jpg`];
      const output = join(path, file);
      const info = await media.renderClip({
        picture,
        output,
        ...size,
        ...clip,
        mark: 'SIMULATED',
        audio: false,
      });
      await media.contactSheet(output, join(path, sheet), { columns: 4, rows: 2, cell: 160 });
      clips.push({ info, file, sheet });
    }
    const write = async (data: ReportData, name = 'report.html') => {
      for (const [index, { video_href, sheet_href }] of data.cells.entries()) {
        const clip = clips[index % clips.length];
        if (clip === undefined || !isFile(video_href) || !isFile(sheet_href)) continue;
        await mkdir(join(path, 'cells'), { recursive: true });
        await place(join(path, clip.file), join(path, video_href));
        await place(join(path, clip.sheet), join(path, sheet_href));
      }
      await writeFile(join(path, name), renderReport(data));
      return pathToFileURL(join(path, name)).href;
    };
    return { path, write, clips };
  } finally {
    await media.close();
  }
}

const isFile = (href: string | null): href is string => href !== null && !href.includes(':');

async function place(from: string, to: string): Promise<void> {
  await link(from, to).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? undefined : copyFile(from, to),
  );
}

export interface Wanted {
  models?: number;
  prompts?: number;
  seeds?: number;
}

export const PROMPTS = [
  'She walks on the spot, in profile, towards the right. The camera does not move. Flat background, no shadow.',
  'He turns around once and waves. Same style, same size, feet on the same line.',
  'The character jumps once and lands where it stood.',
] as const;

/** Report data as an experiment would give them: everything follows from the cell's place. */
export function reportOf(
  { clips }: Pick<Folder, 'clips'>,
  { models = 5, prompts = 2, seeds = 2 }: Wanted = {},
): ReportData {
  const cells: ReportCell[] = [];
  for (let prompt = 0; prompt < prompts; prompt++) {
    for (let seed = 1; seed <= seeds; seed++) {
      for (let model = 0; model < models; model++)
        cells.push(cellOf(clips, { model, prompt, seed, place: cells.length }));
    }
  }
  return {
    version: 1,
    slug: 'walk-cycle',
    title: 'Walk cycle: which model keeps the figure',
    made_at: '2026-11-20T10:04:00.000Z',
    simulated: true,
    stopped: null,
    prompts: PROMPTS.slice(0, prompts).map((text, index) => ({
      id: `p${index + 1}`,
      text,
      sha256: `${index + 1}a`.repeat(32),
      variants: {},
    })),
    pictures: [
      {
        id: 'hero',
        source: 'pictures/hero.png',
        sha256: 'ab'.repeat(32),
        width: 320,
        height: 180,
        href: 'start.png',
      },
    ],
    cells,
    refused: [],
    totals: {
      cells: cells.length,
      collected: cells.length,
      estimated: cells.reduce((sum, { estimate }) => sum + (estimate.expected ?? 0), 0),
      billed: cells.reduce((sum, { billed }) => sum + (billed ?? 0), 0),
    },
    warnings: [],
    measures: DEFINITIONS,
  };
}

interface Place {
  model: number;
  prompt: number;
  seed: number;
  place: number;
}

function cellOf(clips: Folder['clips'], { model, prompt, seed, place: at }: Place): ReportCell {
  const clip = clips[at % clips.length];
  if (clip === undefined) throw new Error('no clips');
  const name = MODELS[model % MODELS.length] ?? 'model';
  const id = `cell_${String(at).padStart(16, '0')}`;
  const expected = 210_000 + model * 90_000;
  const [queue, work] = [2 + ((at * 7) % 11), 24 + model * 13 + seed * 3];
  const begin = Date.parse('2026-11-20T10:00:00.000Z') + Math.floor(at / 4) * 45_000 + (at % 4) * 1500;
  const iso = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
  const file = `cells/${name}-p${prompt + 1}-s${seed}`;
  return {
    cell_id: id,
    axes: { model: name, prompt: `p${prompt + 1}`, picture: 'hero', seed, duration_seconds: 2, repeat: 1 },
    endpoint_id: `fal-ai/${name}/image-to-video`,
    model_alias: name,
    status: 'collected',
    job_id: `job_${String(at).padStart(10, '0')}`,
    request_id: `req-${at}`,
    error: null,
    prompt: PROMPTS[prompt] ?? null,
    arguments: { prompt: PROMPTS[prompt] ?? '', duration: '5', seed, generate_audio: false },
    parity:
      model === 2 ? [{ field: 'seed', asked: seed, instead: null, text: 'This model takes no seed.' }] : [],
    estimate: {
      low: expected,
      expected,
      high: expected * 2,
      rule: '$0.10 a second',
      source: 'list',
      as_of: '2026-11-01',
    },
    billed: expected + (seed - 1) * 20_000,
    bill_note: null,
    billable_units: 5 + model,
    submitted_at: iso(0),
    started_at: iso(queue),
    completed_at: iso(queue + work),
    queue_seconds: queue,
    work_seconds: work,
    video: {
      path: `experiments/simulated/${file}.mp4`,
      ...pick(clip.info),
      sheet: `experiments/simulated/${file}.jpg`,
    },
    measures: measuresOf(clip.info, at),
    video_href: `${file}.mp4`,
    sheet_href: `${file}.jpg`,
    rerun: `fal-video generate ${name} --prompt '${PROMPTS[prompt] ?? ''}' --seed ${seed} --simulate`,
  };
}

const pick = ({ width, height, fps, seconds, frames, has_audio }: VideoInfo) => ({
  width,
  height,
  fps,
  seconds,
  frames,
  has_audio,
});

function measuresOf({ frames, seconds, fps }: VideoInfo, at: number): ClipMeasures {
  const value = (index: number): Measured =>
    index === 9 && at % 5 === 0
      ? { value: null, note: 'no subject was found' }
      : { value: ((at * 37 + index * 11) % 100) / 100 };
  const times = Array.from({ length: 40 }, (_, index) => (index * seconds) / 40);
  const wave = (height: number) => times.map((time) => height * (1 + Math.sin(time * 6 + at)));
  return {
    frames,
    seconds,
    fps,
    measures: Object.fromEntries(MEASURES.map((name, index) => [name, value(index)])) as Record<
      MeasureName,
      Measured
    >,
    loop: { first: 0, repeat: 12, seconds: 0.5, seam: 0.01, motion: 0.1, frames: [0, 2, 4, 6, 8, 10] },
    series: {
      times,
      motion: wave(0.05),
      background: wave(0.002),
      brightness: wave(0.5),
      shift_x: wave(0.01),
      shift_y: wave(0.01),
      zoom: wave(1),
    },
  };
}

const DEFINITIONS: MeasureDefinition[] = MEASURES.map((name, index) => ({
  name,
  title: name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
  unit: index % 4 === 0 ? '1' : (['%', 'px', '°'][index % 3] ?? '1'),
  formula: 'The mean absolute difference of brightness between one frame and the next, over all pixels.',
  range: '0 to 1',
  limits: 'It cannot tell a moving subject from a moving camera.',
  better: index % 3 === 0 ? null : 'low',
}));
