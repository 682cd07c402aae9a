// The program as few files, `dist/bin`: it starts in half the time of the modules it is made of. What only some
// commands need stays in chunks of its own, loaded with them; native packages stay where npm put them. The
// library and the media worker are the compiler's output, `dist/src`.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { z } from 'zod';
import { packageRoot } from '../src/util/package-root.ts';
import { readJson } from './read-json.ts';

const outdir = join(packageRoot, 'dist', 'bin');

/** Native code, and what users bring themselves. */
const NOT_BUNDLED = ['sharp', 'node-av', 'fs-native-extensions', '@fal-ai/client'];

const packageFile = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** zod carries its messages in fifty languages, and its own index pulls in all of them. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: (bundler) => {
    bundler.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
      loader: 'js',
    }));
  },
};

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: packageRoot,
  entryPoints: { 'fal-video': 'src/bin/fal-video.ts' },
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: NOT_BUNDLED,
  // A trace that can be read is had from dist/src.
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
  metafile: true,
  plugins: [englishOnly],
  // CommonJS packages ask for Node's own modules with `require`, which a module does not have.
  banner: {
    js: `import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);`,
  },
});
await chmod(join(outdir, 'fal-video.js'), 0o755);
await writeFile(join(outdir, 'LICENSES.txt'), await licencesOf(packagesIn(metafile)));

/** The folders of the packages whose code is in the bundle. */
function packagesIn({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(folders)].toSorted();
}

/** Their licences ask to be kept with every copy. */
async function licencesOf(folders: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    folders.map(async (folder) => {
      const { name, version, license } = readJson(join(folder, 'package.json'), packageFile);
      return `${name} ${version} (${license})\n\n${(await licenceText(join(packageRoot, folder))).trim()}\n`;
    }),
  );
  return ['fal-video carries code of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceText(folder: string): Promise<string> {
  for (const name of ['LICENSE', 'LICENSE.md', 'license', 'LICENCE', 'LICENSE.txt']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  throw new Error(`${folder} has no licence file: say by hand under which it may be shipped`);
}
