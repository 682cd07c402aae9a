import sharp from 'sharp';
import { inputError } from '../../errors.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { pictureInfo } from '../read/picture-info.ts';
import type { AnchorSpec, PictureInfo } from '../types.ts';

/**
 * Writes a start picture for the demo: a simple made character, whole and centred, on flat neutral grey, with room
 * to move. No floor, shadow or grid: video models read those as a place and move the camera.
 */
export async function drawAnchor({ output, width, height }: AnchorSpec): Promise<PictureInfo> {
  for (const side of [width, height]) {
    if (Number.isInteger(side) && side >= 16 && side <= 4096) continue;
    throw inputError({
      code: 'BAD_ANCHOR',
      message: `An anchor's width and height are whole numbers from 16 to 4096, not ${width}x${height}.`,
    });
  }
  const png = await sharp(Buffer.from(anchorSvg(width, height)))
    .removeAlpha()
    .png()
    .toBuffer();
  await writeAtomic(output, png);
  return pictureInfo(output);
}

const PLATE = '#808080';
/** The character's own canvas; it fills the height of the frame but for a tenth above and below. */
export const FIGURE = { width: 300, height: 480 };

function anchorSvg(width: number, height: number): string {
  const scale = Math.min((height * 0.8) / FIGURE.height, (width * 0.7) / FIGURE.width);
  const left = (width - FIGURE.width * scale) / 2;
  const top = (height - FIGURE.height * scale) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${PLATE}"/>
    <g transform="translate(${left} ${top}) scale(${scale})" stroke-linecap="round" stroke-linejoin="round">
      ${CHARACTER}
    </g>
  </svg>`;
}

/** A small traveller in a scarf, seen from the front, on a canvas of `FIGURE`. Listed from back to front. */
export const CHARACTER = `
  <g fill="none" stroke="#26304f" stroke-width="38"><path d="M124 350V440"/><path d="M176 350V440"/></g>
  <g fill="none" stroke="#4a5a8c" stroke-width="28"><path d="M124 350V440"/><path d="M176 350V440"/></g>
  <g fill="#8a4b2d" stroke="#26304f" stroke-width="5">
    <path d="M84 474v-8q4-28 34-28 26 0 26 26v10Z"/>
    <path d="M216 474v-8q-4-28-34-28-26 0-26 26v10Z"/>
  </g>
  <g fill="none" stroke="#26304f" stroke-width="38"><path d="M100 256Q68 286 62 330"/><path d="M200 256Q232 286 238 330"/></g>
  <g fill="none" stroke="#2f9b8f" stroke-width="28"><path d="M100 256Q68 286 62 330"/><path d="M200 256Q232 286 238 330"/></g>
  <g fill="#f3c9a0" stroke="#26304f" stroke-width="5">
    <circle cx="60" cy="342" r="19"/><circle cx="240" cy="342" r="19"/>
  </g>
  <path d="M98 238Q150 216 202 238L214 366Q150 390 86 366Z" fill="#37b3a5" stroke="#26304f" stroke-width="5"/>
  <path d="M88 344Q150 366 212 344L214 366Q150 390 86 366Z" fill="#26304f"/>
  <rect x="136" y="350" width="28" height="24" rx="5" fill="#f0c24b" stroke="#26304f" stroke-width="4"/>
  <g transform="translate(0 -14)">
    <path d="M186 238L222 308 190 322 162 246Z" fill="#c93f37" stroke="#26304f" stroke-width="5"/>
    <path d="M84 218Q150 254 216 218 228 236 214 248 150 278 86 248 72 236 84 218Z" fill="#e0524a" stroke="#26304f" stroke-width="5"/>
  </g>
  <g fill="#f3c9a0" stroke="#26304f" stroke-width="5"><circle cx="57" cy="140" r="17"/><circle cx="243" cy="140" r="17"/></g>
  <ellipse cx="150" cy="130" rx="95" ry="92" fill="#f7d5b0" stroke="#26304f" stroke-width="5"/>
  <path d="M55 124Q46 20 150 14 254 20 245 124 226 92 196 84 204 98 202 106 166 100 132 74 100 84 84 98 64 108 55 124Z"
    fill="#6b3f2a" stroke="#26304f" stroke-width="5"/>
  <g fill="#26304f"><ellipse cx="116" cy="138" rx="10" ry="14"/><ellipse cx="184" cy="138" rx="10" ry="14"/></g>
  <g fill="#fff"><circle cx="120" cy="132" r="4"/><circle cx="188" cy="132" r="4"/></g>
  <g fill="#ee9c86"><ellipse cx="90" cy="166" rx="14" ry="9"/><ellipse cx="210" cy="166" rx="14" ry="9"/></g>
  <path d="M130 172Q150 192 170 172" fill="none" stroke="#26304f" stroke-width="6"/>
`;
