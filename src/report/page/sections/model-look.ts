import type { ReportData } from '../../report-data.ts';
import { svg } from '../dom.ts';

/** Eight colours and five shapes: 40 models that can be told apart, also without colour. */
const COLOURS = 8;

/** Around 0, 0; about 10 across. */
const SHAPES = [
  'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
  'M-4.500-4.500h9v9h-9z',
  'M0-6L5.500 4.500h-11z',
  'M0-6L6 0 0 6-6 0z',
  'M-1.700-5.500h3.400v3.800h3.800v3.400h-3.800v3.800h-3.400v-3.800h-3.800v-3.400h3.800z',
] as const;

export function modelNames({ cells }: ReportData): string[] {
  return [...new Set(cells.map(({ axes }) => axes.model))];
}

/** The mark of a model in charts: filled, or hollow for what is only estimated. */
export function modelMark(data: ReportData, model: string, hollow = false): SVGPathElement {
  const place = Math.max(0, modelNames(data).indexOf(model));
  const shape = SHAPES[(place + Math.floor(place / COLOURS)) % SHAPES.length] ?? SHAPES[0];
  return svg('path', { d: shape, class: `mark c${place % COLOURS}${hollow ? ' is-hollow' : ''}` });
}

/** The same mark as a small picture beside the model's name. */
export function modelKey(data: ReportData, model: string): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '-7 -7 14 14', width: 12, height: 12, 'aria-hidden': 'true', class: 'key' },
    modelMark(data, model),
  );
}
