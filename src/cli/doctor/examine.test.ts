import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FAL_HOSTS } from '../../fal/index.ts';
import { loadModels } from '../../models/index.ts';
import { packageRoot } from '../../util/package-root.ts';
import { checkLiveCatalog } from './catalog.ts';
import { checkNode } from './examine.ts';
import { checkKey } from './key.ts';
import { checkModels } from './models.ts';
import { checkNetwork } from './network.ts';
import { checkPrices } from './prices.ts';
import { checkConfig, checkDisk, checkJournal, checkPlace } from './project.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'fal-doctor-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('node', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.18.3', 'fail'],
    ['18.20.0', 'fail'],
    ['24.1.0', 'ok'],
  ])('%s is %s', (version, verdict) => {
    expect(checkNode(version).verdict).toBe(verdict);
  });
});

describe('the key', () => {
  it('is missed, with the ways to set it', async () => {
    const [finding] = await checkKey({ HOME: await folder() }, FAL_HOSTS, 'fal-ai/x');
    expect(finding).toMatchObject({ verdict: 'fail', found: 'none is set' });
    expect(finding?.mend).toContain('FAL_KEY');
  });

  it('is not needed for a simulator', async () => {
    const hosts = { ...FAL_HOSTS, simulated: true };
    expect(await checkKey({ HOME: await folder() }, hosts, 'fal-ai/x')).toMatchObject([{ verdict: 'ok' }]);
  });

  it('that others can read is a failure that says how to close the file', async () => {
    const home = await folder();
    await mkdir(join(home, '.config', 'fal-video'), { recursive: true });
    await writeFile(join(home, '.config', 'fal-video', 'key'), 'some:key12345', { mode: 0o644 });
    const [finding] = await checkKey({ HOME: home }, FAL_HOSTS, 'fal-ai/x');
    expect(finding).toMatchObject({ verdict: 'fail', mend: expect.stringContaining('chmod 600') as string });
  });

  it.each([
    [200, { prices: [{ endpoint_id: 'fal-ai/x', unit_price: 1, unit: 'seconds', currency: 'USD' }] }, 'ok'],
    [401, { error: { type: 'authorization_error', message: 'Invalid API key' } }, 'fail'],
  ])('that fal answers with %i', async (status, body, verdict) => {
    const origin = await serve(status, JSON.stringify(body));
    const hosts = { ...FAL_HOSTS, queue: origin, rest: origin, api: origin };
    const findings = await checkKey({ FAL_KEY: 'some-id:secret-1234' }, hosts, 'fal-ai/x');
    expect(findings.map((finding) => finding.verdict)).toEqual(['ok', verdict]);
    expect(JSON.stringify(findings)).not.toContain('secret-1234');
  });
});

describe('the network', () => {
  it('is there when anything answers, also with 404; a gateway in trouble is a warning; a closed port a failure', async () => {
    const hosts = {
      queue: await serve(404, ''),
      rest: await serve(503, ''),
      api: 'http://127.0.0.1:9',
      media: [new URL(await serve(200, 'x'.repeat(1000))).host],
      simulated: true,
    };
    const findings = await checkNetwork(hosts, {});
    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'warn', 'fail', 'ok']);
    expect(findings[2]?.found).toContain('ECONNREFUSED');
  });
});

describe('the project', () => {
  it('shows its caps, or why they cannot be read', async () => {
    const root = await folder();
    expect((await checkConfig(root)).found).toContain('$3.00 a job');
    await writeFile(join(root, 'fal-video.config.json'), '{"max_job_usd": -1}');
    expect(await checkConfig(root)).toMatchObject({ verdict: 'fail' });
  });

  it('that can be written is left as it was', async () => {
    const root = await folder();
    expect(await checkDisk(root)).toMatchObject({ verdict: 'ok' });
    expect(await readdir(root)).toEqual([]);
  });

  it('that is not there cannot be written', async () => {
    expect(await checkDisk(join(await folder(), 'gone'))).toMatchObject({ verdict: 'fail' });
  });

  it('lies on a disk of this machine, or it is said what cannot be trusted', async () => {
    const root = await folder();
    expect(await checkPlace(root, false)).toMatchObject({ verdict: 'ok' });
    await mkdir(join(root, '.stfolder'));
    expect(await checkPlace(root, false)).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining(`Syncthing, which synchronises ${root}`) as string,
      mend: expect.stringContaining('local disk') as string,
    });
  });

  it('has a sound journal while there is none, and a damaged one is named by its lines and not noted', async () => {
    const root = await folder();
    expect(await checkJournal(root, false)).toMatchObject({ verdict: 'ok', found: 'empty: no job yet' });
    await mkdir(join(root, 'experiments', 'fal'), { recursive: true });
    await writeFile(join(root, 'experiments', 'fal', 'journal.jsonl'), '\n{"v":1,"changed":true}\n{"torn\n');
    for (let twice = 0; twice < 2; twice++) {
      const finding = await checkJournal(root, false);
      expect(finding).toMatchObject({ verdict: 'fail', mend: 'Run `fal-video ledger --verify`.' });
      expect(finding.found).toContain('2, 3');
    }
  });
});

describe('models', () => {
  it('are all read, those of the project among them; one that ships by now is a warning, a slip a failure', async () => {
    const root = await folder();
    expect(checkModels(root)).toMatchObject({
      verdict: 'ok',
      found: expect.stringMatching(/ 0 presets of the/),
    });
    await mkdir(join(root, 'presets'));
    const path = join(root, 'presets', 'mine.fal-video.json');
    const shipped = await readFile(join(packageRoot, 'presets', 'z-image.json'), 'utf8');
    await writeFile(path, shipped);
    expect(checkModels(root)).toMatchObject({
      verdict: 'warn',
      found: expect.stringMatching(/mine\.fal-video\.json of the project is not used: z-image/),
    });
    await writeFile(path, shipped.slice(0, 100));
    expect(checkModels(root)).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('mine.fal-video.json'),
    });
  });
});

describe('what is known of models', () => {
  it('is told with its age, in words for people, and where the day of each stands', async () => {
    const { verdict, found } = await checkLiveCatalog(await folder(), false, loadModels());
    expect(verdict).toBe('ok');
    expect(found).toMatch(
      /^models as this version brings them, from 2026-01-28 to 2026-\d\d-\d\d, half of them from 2026-\d\d-\d\d or earlier/,
    );
    expect(found).toContain('`fal-video models --json` tells the day of each');
    // No names of tools or of their fields.
    expect(found).not.toMatch(/[a-z]_[a-z]/);
  });
});

describe('prices', () => {
  it('grow old', () => {
    const models = loadModels();
    expect(checkPrices(models, new Date('2026-10-10')).verdict).toBe('ok');
    expect(checkPrices(models, new Date('2028-01-01')).verdict).toBe('warn');
  });
});

async function serve(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
