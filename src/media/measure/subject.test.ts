import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { measuredSize, type Picture } from './picture.ts';
import { findSubject } from './subject.ts';
import { zonesOf } from './zones.ts';

const size = { width: 320, height: 180 };

async function drawn(inside: string, plate = '#808080'): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="${plate}"/>${inside}</svg>`;
  return { ...size, rgb: await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer() };
}

const found = (picture: Picture) => findSubject(picture, zonesOf(picture));
const box = (x: number, y: number, width: number, height: number, fill = '#c03030') =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;

describe('findSubject', () => {
  it('measures what stands before a flat background', async () => {
    const seen = found(await drawn(box(100, 40, 64, 90)));
    expect(seen).toMatchObject({ area: (64 * 90) / (320 * 180), x: 132 / 320, y: 85 / 180, cut: false });
  });

  it('joins the parts of a figure, and drops dust', async () => {
    const seen = found(await drawn(box(100, 40, 60, 60) + box(170, 40, 20, 20) + box(30, 90, 3, 3)));
    expect(seen?.area).toBeCloseTo((60 * 60 + 20 * 20) / (320 * 180), 6);
  });

  it('drops a mark in any corner', async () => {
    const marks =
      box(4, 2, 60, 8, '#000') +
      box(256, 2, 60, 8, '#000') +
      box(4, 170, 60, 8) +
      box(256, 170, 60, 8, '#fff');
    expect(found(await drawn(box(100, 40, 64, 90) + marks))?.area).toBeCloseTo((64 * 90) / (320 * 180), 6);
  });

  it('says when the subject reaches the edge of the frame', async () => {
    expect(found(await drawn(box(120, 100, 60, 80)))?.cut).toBe(true);
  });

  it('finds none where there is nothing, and none where the edge has many colours', async () => {
    expect(found(await drawn(''))).toBeNull();
    expect(found(await drawn(box(0, 90, 320, 90, '#204020') + box(100, 40, 64, 90)))).toBeNull();
  });

  it('works on a black plate, and on a green one', async () => {
    expect(found(await drawn(box(100, 40, 64, 90), '#000'))?.area).toBeCloseTo(0.1, 3);
    expect(found(await drawn(box(100, 40, 64, 90), '#0f0'))?.area).toBeCloseTo(0.1, 3);
  });
});

describe('measuredSize', () => {
  it.each([
    [1920, 1080, 320, 180],
    [1080, 1920, 180, 320],
    [64, 64, 160, 160],
    [240, 240, 240, 240],
    [853, 480, 320, 180],
    [4000, 20, 320, 32],
  ])('%i × %i is measured at %i × %i', (width, height, across, down) => {
    expect(measuredSize({ width, height })).toEqual({ width: across, height: down });
  });
});
