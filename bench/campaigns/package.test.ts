import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { drawHero } from '../../test/support/sandbox.ts';

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

const repository = resolve(import.meta.dirname, '../..');
let folder: string;
let packed: Packed;

/** npm as the tester runs it: with the settings of their home, without those that this very run was started with. */
const npm = async (args: readonly string[], cwd: string) =>
  await promisify(execFile)('npm', [...args], { cwd, env: npmsEnvironment(), timeout: 180_000 });

const npmsEnvironment = () =>
  Object.fromEntries(
    Object.entries(inject('testersEnv')).filter(([name]) => !/^(npm_|FAL_|VITEST|NODE_OPTIONS)/.test(name)),
  );

const ownEnvironment = () => ({
  ...npmsEnvironment(),
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, '.config'),
});

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-package-')));
  // The build is there already: packing must not build again beside the other tests.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await npm(pack, repository);
  [packed] = JSON.parse(stdout) as [Packed];
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere', 'package.json'), '{ "private": true, "type": "module" }');
  const install = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await npm([...install, join(folder, packed.filename)], join(folder, 'elsewhere'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

const NEEDED =
  /^((CHANGELOG|README|SKILL)\.md|LICENSE|package\.json|(presets|references\/workflows)\/[\w.-]+\.json|experiments\/experiment\.schema\.json|references\/[\w-]+\.md|docs\/third-parties\.md|dist\/bin\/.+|dist\/src\/.+\.(js|css|d\.ts))$/;
/** What the bundle has in it already. */
const TWICE = /^dist\/src\/(bin|cli|server)\//;

const elsewhere = () => join(folder, 'elsewhere');
const falVideo = (args: readonly string[], cwd = elsewhere()) =>
  promisify(execFile)('npx', ['--no-install', 'fal-video', ...args], {
    cwd,
    env: ownEnvironment(),
    timeout: 240_000,
  });

describe('the package', () => {
  it('contains what it needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !NEEDED.test(path) || TWICE.test(path))).toEqual([]);
    for (const path of ['dist/bin/fal-video.js', 'dist/src/media/worker/worker.js', 'dist/src/index.d.ts']) {
      expect(paths).toContain(path);
    }
    expect(packed.size).toBeLessThan(2_000_000);
  });

  it('answers initialize, run by npx in an empty folder', async () => {
    const child = spawn('npx', ['--no-install', 'fal-video', 'mcp'], {
      cwd: elsewhere(),
      env: ownEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const clientInfo = { name: 'test', version: '1' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
    for await (const line of createInterface({ input: child.stdout })) {
      expect(JSON.parse(line)).toMatchObject({ id: 1, result: { serverInfo: { name: 'fal-video' } } });
      break;
    }
    child.stdin.end();
    await once(child, 'exit');
  });

  it('makes a simulated video there, with everything that is native', async () => {
    await drawHero(join(elsewhere(), 'hero.png'));
    const line = [
      'generate',
      'hailuo-02-standard-i2v',
      '--image',
      'hero.png',
      '--prompt',
      'walks',
      '--simulate',
    ];
    const { stdout } = await falVideo(line);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'collected', billed_usd: 0.27 });
  });

  it('is a library there', async () => {
    const program = `import { openFalVideo } from 'fal-video'; const v = await openFalVideo({ env: {} }); console.log(v.models.list().length > 100); await v.close();`;
    await writeFile(join(elsewhere(), 'use.js'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['use.js'], {
      cwd: elsewhere(),
      timeout: 240_000,
    });
    expect(stdout.trim()).toBe('true');
  });

  it('has types that a strict project compiles, with those of its libraries, and the example of the README', async () => {
    const readme = await readFile(join(repository, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
    expect(examples.length).toBeGreaterThan(0);
    const index = await readFile(join(repository, 'src/index.ts'), 'utf8');
    const types = [...index.matchAll(/export type \{([^}]+)\}/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    );
    const all = types.filter((name) => name !== '').join(', ');
    await writeFile(
      join(elsewhere(), 'all.ts'),
      `import type { ${all} } from 'fal-video';\nexport type { ${all} };\n`,
    );
    for (const [at, code] of examples.entries()) await writeFile(join(elsewhere(), `${at}.ts`), code);
    // What a project in TypeScript has of its own.
    for (const name of ['@types/node', 'undici-types']) {
      const path = join('node_modules', name);
      await cp(join(repository, path), join(elsewhere(), path), { recursive: true });
    }
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
    };
    const files = ['all.ts', ...examples.map((_, at) => `${at}.ts`)];
    await writeFile(join(elsewhere(), 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const compiler = join(repository, 'node_modules', 'typescript', 'lib', 'tsc.js');
    const said = await promisify(execFile)(process.execPath, [compiler, '-p', '.'], {
      cwd: elsewhere(),
    }).catch(({ stdout }: { stdout: string }) => ({ stdout }));
    expect(said.stdout).toBe('');
  });

  it('has npm bring one SQLite, the one of this platform, of 12 MB at most', async () => {
    const modules = join(elsewhere(), 'node_modules');
    const packages = await readdir(join(modules, '@libsql'));
    expect(packages).toEqual([expect.stringContaining(`${process.platform}-${process.arch}`)]);
    const { size } = await stat(join(modules, '@libsql', ...packages, 'index.node'));
    expect(size).toBeLessThan(12_000_000);
    expect(await readdir(modules)).not.toContain('libsql');
  });

  it('keeps the licences of the packages that it carries', async () => {
    const path = join(elsewhere(), 'node_modules', 'fal-video', 'dist', 'bin', 'LICENSES.txt');
    const text = await readFile(path, 'utf8');
    for (const name of ['@modelcontextprotocol/server', 'commander', 'undici', 'zod']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  describe('where npm has brought no SQLite', () => {
    const hasOwn = process.getBuiltinModule('node:sqlite') !== undefined;
    const job = [
      'generate',
      'hailuo-02-standard-i2v',
      '--prompt',
      'runs',
      '--image',
      'hero.png',
      '--simulate',
    ];
    beforeAll(() => rm(join(elsewhere(), 'node_modules', '@libsql'), { recursive: true }));

    it.runIf(hasOwn)("makes a simulated video with Node's own", async () => {
      const { stdout } = await falVideo(job);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'collected', billed_usd: 0.27 });
    });

    it.skipIf(hasOwn)(
      'says before anything is sent what is missing for which platform, and what helps',
      async () => {
        const { stdout } = await falVideo(job).catch((failed: { stdout: string }) => failed);
        const { error } = JSON.parse(stdout) as { error: Record<string, string> };
        expect(error).toMatchObject({ code: 'NO_SQLITE', fault: 'configuration', retry_safe: true });
        expect(error['message']).toContain(`${process.platform}-${process.arch}`);
        expect(error['message']).toContain(process.versions.node);
        expect(error['next']).toContain('Node 24');
        // What looks up no job needs none.
        const models = await falVideo(['models', 'hailuo']);
        expect(JSON.parse(models.stdout)).toHaveProperty('models');
      },
    );
  });
});
