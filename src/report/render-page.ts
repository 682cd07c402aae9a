import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../util/hash.ts';
import { packageRoot } from '../util/package-root.ts';

/** The pages that `scripts/build-page.ts` bundles: the report on disk, and what a chat shows. */
export type PageName = 'report' | 'chat-experiment' | 'chat-job';

export interface PageText {
  title: string;
  /** Where pictures and videos may come from, as the policy says it. Scripts, styles and the rest: this file alone. */
  images: string;
  media: string;
  /** What a reader without JavaScript sees. */
  noscript: string;
  /** Elements of the head and body beside code and style. */
  head?: string;
  body?: string;
}

/** One HTML file with its code and style inside, and a policy that lets it run nothing else and reach nothing. */
export function renderPage(
  name: PageName,
  { title, images, media, noscript, head = '', body = '' }: PageText,
): string {
  const { code, style } = partsOf(name);
  // Code and style are allowed by their hashes.
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(code, 'base64')}'`,
    `style-src 'sha256-${sha256(style, 'base64')}'`,
    `img-src ${images}`,
    `media-src ${media}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="fal-video">
${head}<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>${escapeHtml(noscript)}</noscript>
${body}<script>${code}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

interface PageParts {
  code: string;
  style: string;
}

const read = new Map<PageName, PageParts>();

/** Made by `npm run build`, also when the program runs from its sources. */
function partsOf(name: PageName): PageParts {
  const part = (ending: string) =>
    readFileSync(join(packageRoot, 'dist', 'src', 'report', `${name}.${ending}`), 'utf8').trim();
  const parts = read.get(name) ?? { code: part('js'), style: part('css') };
  read.set(name, parts);
  return parts;
}
