import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CHARACTER, FIGURE } from '../simulate/draw-anchor.ts';
import { type Appearance, appearanceOf, unlike } from './appearance.ts';
import type { Picture } from './picture.ts';
import { findSubject } from './subject.ts';
import { zonesOf } from './zones.ts';

const size = { width: 320, height: 180 };

/** How the made character looks, so large, so far to the right of the middle, and changed. */
async function look(scale: number, right = 0, change = (figure: string) => figure): Promise<Appearance> {
  const place = `translate(${160 + right - (FIGURE.width * scale) / 2} ${90 - (FIGURE.height * scale) / 2}) scale(${scale})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="#808080"/>
    <g transform="${place}" stroke-linecap="round" stroke-linejoin="round">${change(CHARACTER)}</g></svg>`;
  const picture: Picture = { ...size, rgb: await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer() };
  const subject = findSubject(picture, zonesOf(size));
  if (subject === null) throw new Error('the character stands out from its plate');
  return appearanceOf(picture, subject);
}

describe('unlike', () => {
  it('hardly minds where a figure stands and how large it is', async () => {
    const usual = await look(0.3);
    expect(unlike(usual, await look(0.3))).toBeCloseTo(0, 6);
    expect(unlike(usual, await look(0.3, 40))).toBeLessThan(0.02);
    expect(unlike(usual, await look(0.24))).toBeLessThan(0.06);
  });

  it('minds another coat, more so another figure', async () => {
    const usual = await look(0.3);
    const coat = unlike(
      usual,
      await look(0.3, 0, (figure) => figure.replaceAll(/#37b3a5|#2f9b8f/g, '#d0a030')),
    );
    const other = unlike(
      usual,
      await look(0.3, 0, () => '<circle cx="150" cy="240" r="160" fill="#d0a030"/>'),
    );
    expect(coat).toBeGreaterThan(0.08);
    expect(other).toBeGreaterThan(2 * coat);
  });
});
