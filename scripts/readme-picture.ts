// Draws docs/overview.svg from what `npm run demo` left behind: the start picture, the way of a job, and for
// each model its price and frames of its (simulated) video. Run it after the demo.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { LedgerRow } from '../src/ledger/ledger-row.ts';

const base = 'experiments/simulated/fal';
const batch = readdirSync(base)
  .filter((name) => name.endsWith('-demo'))
  .toSorted()
  .at(-1);
if (batch === undefined) throw new Error(`${base} holds no demo.`);
const { rows } = JSON.parse(readFileSync(join(base, batch, 'results.json'), 'utf8')) as {
  rows: LedgerRow[];
};

const STEPS = ['estimate', 'reserve', 'write the intent', 'send once', 'wait', 'download', 'settle the bill'];
const WIDTH = 1000;
const ROW = 84;
const TOP = 160;
const INK = '#1f2937';
const SOFT = '#6b7280';

const parts = [
  text(28, 44, 'A picture and a prompt go in; a video, its record and its cost come out.', 22, INK, 600),
  text(
    28,
    70,
    'Drawn from npm run demo: five models on a simulated fal, one ledger. Nothing was paid.',
    14,
    SOFT,
  ),
  ...STEPS.map((step, index) => stepOf(step, index)),
];
for (const [index, row] of rows.entries()) parts.push(await rowOf(row, TOP + index * ROW));

const total = TOP + rows.length * ROW + 20;
writeFileSync(
  'docs/overview.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" font-family="system-ui, sans-serif" role="img" aria-label="The way of a job, and five simulated results with their costs"><rect width="${WIDTH}" height="${total}" rx="12" fill="#f9fafb"/>\n${parts.join('\n')}\n</svg>\n`,
);

function stepOf(step: string, index: number): string {
  const width = 124;
  const x = 28 + index * (width + 12);
  const paid = step === 'send once';
  return `<g><rect x="${x}" y="96" width="${width}" height="40" rx="20" fill="${paid ? '#dc2626' : '#e5e7eb'}"/>${text(x + width / 2, 121, step, 12.5, paid ? '#fff' : INK, 600, 'middle')}${index > 0 ? `<path d="M${x - 11} 116h9" stroke="${SOFT}" stroke-width="2"/>` : ''}</g>`;
}

async function rowOf(row: LedgerRow, y: number): Promise<string> {
  const [video = ''] = row.output_files.split('|');
  const sheet = join(dirname(video), 'output-01-sheet.jpg');
  const frames = await framesOf(sheet);
  const money = `estimated $${row.estimated_cost}   billed $${row.billed_cost}`;
  return [
    text(28, y + 30, row.model_alias ?? row.endpoint_id, 16, INK, 600),
    text(28, y + 52, `${row.status}, ${row.work_seconds?.toFixed(1)} s of work`, 13, SOFT),
    text(28, y + 70, money, 13, SOFT),
    ...frames.map(
      (frame, index) =>
        `<image x="${300 + index * 114}" y="${y + 6}" width="110" height="62" href="data:image/jpeg;base64,${frame}"/>`,
    ),
  ].join('\n');
}

/** Six cells of the contact sheet, small. */
async function framesOf(sheet: string): Promise<string[]> {
  const { width, height } = await sharp(sheet).metadata();
  const cell = { width: Math.floor(width / 4), height: Math.floor(height / 3) };
  return Promise.all(
    [0, 2, 4, 6, 8, 10].map(async (index) => {
      const left = (index % 4) * cell.width;
      const top = Math.floor(index / 4) * cell.height;
      const bytes = await sharp(sheet)
        .extract({ left, top, ...cell })
        .resize(220, 124)
        .jpeg({ quality: 72 })
        .toBuffer();
      return bytes.toString('base64');
    }),
  );
}

type Text = [
  x: number,
  y: number,
  words: string,
  size: number,
  fill: string,
  weight?: number,
  anchor?: string,
];

function text(...[x, y, words, size, fill, weight = 400, anchor = 'start']: Text): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}" xml:space="preserve">${words}</text>`;
}
