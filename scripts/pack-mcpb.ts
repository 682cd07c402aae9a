// Packs the MCPB bundle for this platform: `node dist/scripts/pack-mcpb.js OUT.mcpb`. The picture and video libraries are native,
// so that each platform needs a bundle of its own; it holds the npm package as it is installed here.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../src/util/package-root.ts';
import { readJson } from './read-json.ts';

const out = resolve(process.argv[2] ?? join(packageRoot, 'dist', 'fal-video.mcpb'));
const MCPB = '@anthropic-ai/mcpb@2.1.2';

const folder = mkdtempSync(join(tmpdir(), 'fal-video-mcpb-'));
const bundle = join(folder, 'bundle');
const npm = (args: readonly string[], cwd: string) =>
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
try {
  const [{ filename }] = z
    .tuple([z.object({ filename: z.string() })])
    .parse(
      JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], packageRoot)),
    );
  mkdirSync(bundle);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', bundle, '--strip-components=1']);
  npm(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--package-lock=false'],
    bundle,
  );
  const manifest = readJson(
    'plugin/manifest.json',
    z.looseObject({ icon: z.string(), compatibility: z.looseObject({}) }),
  );
  manifest.compatibility['platforms'] = [process.platform];
  // It carries the FFmpeg of node-av: docs/third-parties.md.
  manifest['license'] = 'MIT AND GPL-3.0-or-later';
  writeFileSync(join(bundle, 'manifest.json'), JSON.stringify(manifest, null, 2));
  cpSync(join(packageRoot, 'plugin', manifest.icon), join(bundle, manifest.icon), { recursive: true });
  npm(['exec', '--yes', `--package=${MCPB}`, '--', 'mcpb', 'pack', bundle, out], folder);
  console.log(
    `${out}: ${(statSync(out).size / 1e6).toFixed(0)} MB, for ${process.platform}-${process.arch} alone`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
