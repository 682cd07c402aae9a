import { join } from 'node:path';
import type { ExperimentState } from '../experiments/run/types.ts';
import type { MeasureDefinition } from '../media/measure-types.ts';
import type { Blobs } from '../store/blobs.ts';
import { renderPage } from './render-page.ts';
import type { ReportData } from './report-data.ts';
import { reportDataOf } from './report-data-of.ts';

interface ReportContext {
  root: string;
  blobs: Blobs;
  now: Date;
  measures: readonly MeasureDefinition[];
}

/** Writes `report.html` into the folder of the experiment, whole. */
export async function writeReport(
  state: ExperimentState,
  { root, blobs, now, measures }: ReportContext,
): Promise<void> {
  const page = renderReport(reportDataOf(state, now, measures));
  await blobs.write(join(root, state.folder, 'report.html'), page);
}

/**
 * The whole report as one HTML file that opens from disk: data, code and style are in it, videos and sheets lie beside it.
 * Its policy lets it run this code, show files beside it, and reach nothing else.
 */
export function renderReport(data: ReportData): string {
  return renderPage('report', {
    title: `${data.simulated ? 'Simulated: ' : ''}${data.title}`,
    // `file:` stands beside 'self' since browsers differ in what 'self' is on disk.
    images: "'self' file: data:",
    media: "'self' file:",
    noscript:
      'This report needs JavaScript, which is inside this file. The same figures are in results.json beside it.',
    head: '<link rel="icon" href="data:,">\n',
    body: `<script type="application/json" id="report-data">${jsonInHtml(data)}</script>\n`,
  });
}

/** No `<` is left that could end the element, and no line separator that an older parser stumbles over. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
