import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/util/package-root.ts';

const run = promisify(execFile);
const PACKAGES = join(packageRoot, 'node_modules');

/** A Chromium that runs on this machine, and what it needs around it. */
export interface FoundBrowser {
  path: string;
  env: Record<string, string>;
  /** As it calls itself. */
  version: string;
}

export type BrowserSearch = { found: FoundBrowser } | { found: null; why: string };

/** `CHROMIUM_PATH`, else the system's, else the one that comes with npm: the first that runs. */
export async function findBrowser(env: NodeJS.ProcessEnv): Promise<BrowserSearch> {
  const named = env['CHROMIUM_PATH'] ?? '';
  if (named !== '') return await firstThatRuns([{ path: named, env: {} }]);
  const installed = await firstThatRuns(await installedOnes(env));
  if (installed.found !== null) return installed;
  const packed = await unpacked().catch((error: unknown) => String(error));
  return typeof packed === 'string' ? { found: null, why: packed } : await firstThatRuns(packed);
}

type Candidate = Omit<FoundBrowser, 'version'>;

async function firstThatRuns(candidates: readonly Candidate[]): Promise<BrowserSearch> {
  let why = 'none is installed';
  for (const { path, env } of candidates) {
    try {
      const { stdout } = await run(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env } });
      return { found: { path, env, version: stdout.trim() } };
    } catch (error) {
      const { stderr = '', message } = error as { stderr?: string; message: string };
      why = `${path} does not start: ${firstLine(stderr === '' ? message : stderr)}`;
    }
  }
  return { found: null, why };
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const OF_A_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

async function installedOnes(env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (process.platform === 'darwin') places.push(OF_A_MAC);
  const there = await Promise.all(places.map((path) => access(path, constants.X_OK).then(yes, no)));
  return places.filter((_, index) => there[index]).map((path) => ({ path, env: {} }));
}

const yes = () => true;
const no = () => false;

/**
 * The Chromium inside `@sparticuz/chromium`, unpacked once beside the packages. It is tried with the system's
 * libraries first; a machine with Node alone lacks some, which the package brings along.
 */
async function unpacked(): Promise<Candidate[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `the one that npm brings is for Linux on x64, not for ${process.platform} on ${process.arch}`,
    );
  }
  const manifest = await readFile(join(PACKAGES, '@sparticuz', 'chromium', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = join(PACKAGES, '.cache', `chromium-${version}`);
  const path = join(folder, 'chromium');
  await access(path).catch(() => unpack(folder));
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return [
    { path, env },
    { path, env: { ...env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } },
  ];
}

/** The package unpacks into the temporary folder, whatever that is, and its libraries only where it takes itself for Amazon's. */
const UNPACK = `const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();`;

async function unpack(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const begun = await mkdtemp(`${folder}-`);
  const env = { ...process.env, TMPDIR: begun, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  await run(process.execPath, ['--input-type=module', '--eval', UNPACK], { cwd: packageRoot, env });
  await writeFile(join(begun, 'fonts.conf'), fontsBelow(folder));
  // Whoever comes second finds the same there.
  await rename(begun, folder).catch(() => rm(begun, { recursive: true, force: true }));
}

/** Letters are the same on every machine, and there are some on a machine without fonts. */
const fontsBelow = (folder: string) =>
  `<?xml version="1.0"?><fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`;
