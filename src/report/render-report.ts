import { renderPage } from './render-page.ts';
import type { ReportData } from './report-data.ts';

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
