// Draws plugin/.claude-plugin/icon.png: a still that becomes a film, three frames that move.
import { join } from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../src/util/package-root.ts';

const frame = (x: number, y: number, angle: number, fill: string, inner: string) => `
  <g transform="translate(${x} ${y}) rotate(${angle})">
    <rect x="-112" y="-92" width="224" height="184" rx="26" fill="${fill}"/>${inner}
  </g>`;

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">
  <defs>
    <linearGradient id="night" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#2b2342"/><stop offset="1" stop-color="#14101f"/>
    </linearGradient>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#ffb86b"/><stop offset="1" stop-color="#e4572e"/>
    </linearGradient>
    <clipPath id="window"><rect x="-112" y="-92" width="224" height="184" rx="26"/></clipPath>
  </defs>
  <rect width="512" height="512" rx="112" fill="url(#night)"/>
  ${frame(186, 204, -14, '#5a4a86', '')}
  ${frame(224, 232, -6, '#8f7cc4', '')}
  ${frame(
    280,
    276,
    4,
    'url(#sky)',
    `<g clip-path="url(#window)">
      <circle cx="46" cy="-26" r="34" fill="#fff3dc"/>
      <path d="M-130 92 L-52 -6 L4 62 L44 22 L130 92 Z" fill="#2b2342"/>
    </g>
    <path d="M-26 -34 L46 6 L-26 46 Z" fill="#fff" stroke="#fff" stroke-width="14" stroke-linejoin="round"/>`,
  )}
</svg>`;

await sharp(Buffer.from(svg))
  .png({ compressionLevel: 9 })
  .toFile(join(packageRoot, 'plugin', '.claude-plugin', 'icon.png'));
