import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../util/package-root.ts';
import type { ReportData } from './report-data.ts';

/**
 * The whole report as one HTML file that opens from disk: data, code and style are in it, videos and sheets lie beside it.
 * Its policy lets it run this code, show files beside it, and reach nothing else.
 */
export function renderReport(data: ReportData): string {
  const { code, style } = pageParts();
  const title = `${data.simulated ? 'Simulated: ' : ''}${data.title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(code, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="fal-video">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript, which is inside this file. The same figures are in results.json beside it.</noscript>
<script type="application/json" id="report-data">${jsonInHtml(data)}</script>
<script>${code}</script>
</body>
</html>
`;
}

/** Code and style are allowed by their hashes. `file:` stands beside 'self' since browsers differ in what 'self' is on disk. */
function policy(code: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src 'self' file: data:",
    "media-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** No `<` is left that could end the element, and no line separator that an older parser stumbles over. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

interface PageParts {
  code: string;
  style: string;
}

let parts: PageParts | undefined;

/** Made by `npm run build`, also when the program runs from its sources. */
function pageParts(): PageParts {
  const read = (name: string) =>
    readFileSync(join(packageRoot, 'dist', 'src', 'report', name), 'utf8').trim();
  parts ??= { code: read('page.js'), style: read('page.css') };
  return parts;
}
