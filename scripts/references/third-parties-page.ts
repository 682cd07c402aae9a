import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/util/package-root.ts';
import { readJson } from '../read-json.ts';

/** Why a package that has no licence in its package.json may be used. */
const SAID_BY_HAND: Record<string, string> = { '@shinyoshiaki/jspack': 'BSD-3-Clause (its LICENSE file)' };

const OF_FFMPEG = 'GPL-3.0-or-later';

/** What these depend on is installed with them and never loaded: fal-video takes no more of them than themselves. */
const ALONE = ['node-av'];

const names = z.record(z.string(), z.string()).default({});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      dependencies: names,
      optionalDependencies: names,
      peerDependencies: names,
    }),
  ),
});
type Packages = z.output<typeof lock>['packages'];

/**
 * docs/third-parties.md: whose code is in the program, loaded beside it, or merely installed, for every platform:
 * by package-lock.json, whose licences are those of the packages' own package.json, and by what the bundle carries.
 */
export function thirdPartiesPage(): string {
  const { packages } = readJson('package-lock.json', lock);
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const loaded = loadedPaths(packages);
  const rows = (isWanted: (path: string) => boolean) =>
    table(
      installed
        .filter(([path]) => isWanted(path))
        .map(([path, { version, license }]) => {
          const name = nameOf(path);
          const licence = license ?? SAID_BY_HAND[name];
          if (licence === undefined) throw new Error(`${path} names no licence: say by hand which it has`);
          return [
            name,
            version,
            name.startsWith('@seydx/node-av-') ? `${licence}; the FFmpeg in it ${OF_FFMPEG}` : licence,
          ];
        }),
    );
  const nodeAv = packages['node_modules/node-av']?.version;
  return `# Third parties

<!-- made by npm run references -->

fal-video's own code is under the MIT licence. This is whose code it carries, loads, or has installed with it; no more of others' code is
in the npm package than the first table names.

## FFmpeg, and what a bundle carries

\`node-av\` ${nodeAv} is itself under MIT, and so say its platform packages (\`@seydx/node-av-…\`). But the FFmpeg inside them is built with
\`--enable-gpl --enable-version3\`: it has parts under the GPL (x264 and x265 among them), so that **the whole of that binary is under the
GNU General Public License, version 3 or later**. Its build also names libfdk-aac, which FFmpeg's own \`configure\` counts as not free beside
GPL parts; whether that is so is disputed.

- **The npm package** carries none of it: npm installs it on the user's machine, from its authors. To use it asks nothing of anybody.
- **A bundle** (MCPB, \`scripts/pack-mcpb.ts\`; or a container, or an app) that holds \`node_modules\` carries the binary, and whoever hands it
  on hands on a work under the GPL: with the text of the licence, with the notices, and with the source of that FFmpeg and of the
  libraries in it, or an offer of it (GPL 3, sections 4 to 6). MIT, ISC, BSD and Apache 2.0 go together with it: fal-video's own code stays
  MIT in there. The libvips of \`sharp\` is under the LGPL 3, which the same steps satisfy.
- fal-video runs FFmpeg in a process of its own, the media worker, and can be built against another: all of it that is used stands in
  \`src/media\`.

This is what the packages say, not the advice of a lawyer.

## In the program

Their code is in \`dist/bin\`; the texts of their licences are beside it, in \`LICENSES.txt\`.

${table(bundled())}

## Loaded beside it

Installed by npm. Of the packages for one platform, npm installs those of the machine. The library (\`dist/src\`) loads all of them, the
program those that are not in it already.

${rows((path) => loaded.has(path))}

## Installed, and never loaded

What \`node-av\` asks for beside its binary: WebRTC, and its installer, which is not run.

${rows((path) => !loaded.has(path))}
`;
}

/** The headings of the file that the bundler writes. */
function bundled(): string[][] {
  const text = readFileSync(join(packageRoot, 'dist', 'bin', 'LICENSES.txt'), 'utf8');
  return [...text.matchAll(/^-{80}\n\n(\S+) (\S+) \(([^)]+)\)$/gm)].map(([, ...row]) => row);
}

/** From what package.json asks for, along all that npm would give it. */
function loadedPaths(packages: Packages): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = placeOf(name, from, packages);
    if (path === null || seen.has(path)) return;
    seen.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
    const wanted = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    for (const next of Object.keys(wanted))
      if (!ALONE.includes(name) || next.startsWith('@seydx/')) visit(next, path);
  };
  const { dependencies, optionalDependencies } = packages[''] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) visit(name, '');
  return seen;
}

/** Where Node finds it from there: the nearest node_modules above. */
function placeOf(name: string, from: string, packages: Packages): string | null {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return null;
  }
}

const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? '';

const table = (rows: readonly string[][]) =>
  [
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...[...new Set(rows.map((row) => `| \`${row[0]}\` | ${row[1]} | ${row[2]} |`))].toSorted((a, b) =>
      a < b ? -1 : 1,
    ),
  ].join('\n');
