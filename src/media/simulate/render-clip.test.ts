import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';
import { transformAt } from './motion.ts';
import type { ClipSpec, Motion } from '../types.ts';

const [width, height, fps] = [320, 180, 12];
/** Where the white disc of the picture is. */
const DISC = { x: 110, y: 70, radius: 16 };

let folder = '';
let picture = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-render-'));
  picture = join(folder, 'disc.png');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#606060"/><circle cx="${DISC.x}" cy="${DISC.y}" r="${DISC.radius}" fill="#fff"/></svg>`;
  await sharp(Buffer.from(svg)).removeAlpha().toFile(picture);
});
afterAll(() => rm(folder, { recursive: true }));

function render(change: Partial<ClipSpec> = {}) {
  const spec = {
    picture,
    output: join(folder, 'clip.mp4'),
    width,
    height,
    fps,
    seconds: 1,
    motion: {},
    mark: '',
    audio: false,
  };
  return media.renderClip({ ...spec, ...change });
}

/** All frames of the clip as grey pixels, read back through a contact sheet of one column. */
async function frames(path = join(folder, 'clip.mp4')): Promise<Buffer[]> {
  const output = join(folder, 'sheet.jpg');
  const { times } = await media.contactSheet(path, output, { columns: 1, rows: 20, cell: width });
  const gap = 4;
  const crop = (index: number) => ({ left: gap, top: gap + index * (height + gap), width, height });
  return Promise.all(
    times.map((_, index) => sharp(output).extract(crop(index)).greyscale().raw().toBuffer()),
  );
}

/** The middle of what is brighter than the plate, and how much of it there is, in white pixels. */
function disc(grey: Buffer, plate = 0x60) {
  let [sum, x, y] = [0, 0, 0];
  // The stamp with the time stands below.
  for (let pixel = 0; pixel < width * (height - 24); pixel++) {
    const weight = Math.max(0, (grey[pixel] ?? 0) - plate - 20) / (255 - plate - 20);
    sum += weight;
    x += weight * ((pixel % width) + 0.5);
    y += weight * (Math.floor(pixel / width) + 0.5);
  }
  return { x: x / sum, y: y / sum, area: sum };
}

describe('renderClip', () => {
  it('makes an H.264 MP4 of the size, length and rate asked for', async () => {
    expect(await render({ seconds: 0.75 })).toEqual({
      kind: 'video',
      container: 'mp4',
      codec: 'h264',
      width,
      height,
      fps,
      frames: 9,
      seconds: 0.75,
      has_audio: false,
    });
  });

  it('puts the index before the frames, so that a player can start at once', async () => {
    await render();
    const file = await readFile(join(folder, 'clip.mp4'));
    expect(file.indexOf('moov')).toBeGreaterThan(0);
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
  });

  it('adds a sound track as long as the pictures', async () => {
    expect(await render({ audio: true, seconds: 0.5 })).toMatchObject({
      has_audio: true,
      frames: 6,
      seconds: 0.5,
    });
  });

  it.each([
    [23.976, 24_000 / 1001],
    [29.97, 30_000 / 1001],
    [12.5, 12.5],
    [16, 16],
  ])('keeps a rate of %d frames a second', async (asked, kept) => {
    expect((await render({ width: 64, height: 36, fps: asked, seconds: 8 / asked })).fps).toBeCloseTo(
      kept,
      5,
    );
  });

  it('begins with the fitted picture itself', async () => {
    await render({
      motion: { shift_x: 0.2, zoom: 0.3, turn: 50, cycle: { seconds: 1, bob: 0.1, sway: 0.1 }, flicker: 0.3 },
    });
    const [first = Buffer.alloc(0)] = await frames();
    const wanted = await sharp(picture).greyscale().raw().toBuffer();
    const shown = width * (height - 24);
    const difference = wanted
      .subarray(0, shown)
      .reduce((sum, value, pixel) => sum + Math.abs(value - (first[pixel] ?? 0)), 0);
    // The 220 steps of video range cost up to one of the 256 of a picture.
    expect(difference / shown).toBeLessThan(1.2);
  });

  const motions: [string, Motion][] = [
    ['shift', { shift_x: 0.25, shift_y: 0.1 }],
    ['zoom', { zoom: 0.4 }],
    ['turn', { turn: 60 }],
    ['cycle', { cycle: { seconds: 0.5, bob: 0.15, sway: 0.1 } }],
    ['all of them', { shift_x: 0.1, zoom: -0.2, turn: -30, cycle: { seconds: 0.75, bob: 0.05, sway: 0.05 } }],
  ];
  it.each(motions)('moves the picture exactly as told: %s', async (_, motion) => {
    await render({ motion });
    const seen = (await frames()).map((grey) => disc(grey));
    expect(seen).toHaveLength(12);
    const area = seen[0]?.area ?? 0;
    for (const [index, found] of seen.entries()) {
      const { xx, xy, x0, yx, yy, y0 } = transformAt(motion, index / fps, { width, height });
      expect(Math.abs(found.x - (xx * DISC.x + xy * DISC.y + x0))).toBeLessThan(0.15);
      expect(Math.abs(found.y - (yx * DISC.x + yy * DISC.y + y0))).toBeLessThan(0.15);
      expect(found.area / area / (xx * yy - xy * yx)).toBeCloseTo(1, 1);
    }
  });

  it('darkens every second frame by the flicker', async () => {
    await render({ motion: { flicker: 0.5 }, seconds: 0.5 });
    const plate = (await frames()).map((grey) => Math.round((grey[width * 10 + 300] ?? 0) / 4) * 4);
    expect(plate).toEqual([0x60, 0x30, 0x60, 0x30, 0x60, 0x30]);
  });

  it('brightens what has the edge colour, and nothing else', async () => {
    await render({ motion: { background: 0.2 } });
    for (const [index, grey] of (await frames()).entries()) {
      // Full brightness is 255 steps of a picture.
      expect(Math.abs((grey[width * 10 + 300] ?? 0) - (0x60 + (0.2 * 255 * index) / fps))).toBeLessThan(3);
      expect(grey[width * DISC.y + DISC.x] ?? 0).toBeGreaterThan(250);
    }
  });

  it('holds each picture for as many frames as told', async () => {
    await render({ motion: { hold: 3, shift_x: 0.4 } });
    const places = (await frames()).map((grey) => Math.round(disc(grey).x));
    const moved = [0, 3, 6, 9].map((frame) => Math.round(DISC.x + (0.4 * width * frame) / fps));
    expect(places).toEqual(moved.flatMap((x) => [x, x, x]));
  });

  it('shows the edge colour where the picture has left the frame', async () => {
    await render({ motion: { shift_x: 2 } });
    const last = (await frames()).at(-1) ?? Buffer.alloc(0);
    expect(disc(last).area).toBe(0);
    expect(Math.abs((last[width * 90 + 160] ?? 0) - 0x60)).toBeLessThan(3);
  });

  it('stamps the mark into the bottom right corner of every frame', async () => {
    await render({ motion: { shift_x: 0.3, flicker: 0.5 }, mark: 'SIMULATED' });
    const box = { left: width - 66, top: height - 20 };
    for (const grey of await frames()) {
      const corner = Array.from({ length: 12 * 57 }, (_, index) => {
        return grey[(box.top + Math.floor(index / 57)) * width + box.left + (index % 57)] ?? 0;
      });
      expect(Math.min(...corner)).toBeLessThan(40);
      expect(Math.max(...corner)).toBeGreaterThan(190);
    }
  });

  it('gives the same bytes for the same order, and leaves nothing else behind', async () => {
    const order = { motion: { turn: 10 }, mark: 'SIMULATED', audio: true, seconds: 0.5 };
    await render({ ...order, output: join(folder, 'new', 'one.mp4') });
    await render({ ...order, output: join(folder, 'new', 'two.mp4') });
    const [one, two] = await Promise.all(
      ['one.mp4', 'two.mp4'].map((name) => readFile(join(folder, 'new', name))),
    );
    expect(one).toEqual(two);
    expect(await readdir(join(folder, 'new'))).toEqual(['one.mp4', 'two.mp4']);
  });

  it.each<[string, Partial<ClipSpec>]>([
    ['an odd width', { width: 321 }],
    ['no frames', { seconds: 0 }],
    ['far too many frames', { seconds: 3600 }],
    ['an impossible rate', { fps: 0 }],
    ['a cycle of no length', { motion: { cycle: { seconds: 0, bob: 0.1, sway: 0 } } }],
    ['a flicker above 1', { motion: { flicker: 2 } }],
    ['a background that leaps', { motion: { background: 2 } }],
    ['a hold of half a frame', { motion: { hold: 0.5 } }],
    ['a freeze that ends before it begins', { motion: { freeze: { from: 1, seconds: -1 } } }],
    ['no number', { seconds: Number.NaN }],
  ])('refuses %s with the rule', async (_, change) => {
    await expect(render(change)).rejects.toMatchObject({
      fault: 'input',
      code: 'BAD_CLIP',
      message: expect.stringContaining('This clip cannot be made: '),
    });
  });

  it('leaves the worker and the folder whole when the clip cannot be written', async () => {
    const output = join(folder, 'blocked', 'clip.mp4');
    // Of the longest name that there is, the temporary one is too long.
    const unnamed = join(folder, 'blocked', 'x'.repeat(255));
    const failed = { code: 'MEDIA_FAILED', retrySafe: true, message: expect.stringContaining('opening') };
    await expect(render({ output: unnamed })).rejects.toMatchObject(failed);
    await mkdir(output);
    await expect(render({ output })).rejects.toMatchObject({ code: 'CANNOT_WRITE', retrySafe: true });
    expect(await readdir(join(folder, 'blocked'))).toEqual(['clip.mp4']);
  });

  it('refuses a start picture that is none', async () => {
    await expect(render({ picture: folder })).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  });
});
