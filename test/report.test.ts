import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VotesRanking } from '../src/experiments/votes/rank-votes.ts';
import type { ReportCell, ReportData } from '../src/report/report-data.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { openBrowser } from './support/browser.ts';
import { type Folder, makeFolder, MODELS, reportOf } from './support/report-fixture.ts';
import { openReport, SHOWN_TIMES, type ShownTimes } from './support/report-page.ts';

/** The page in a real browser, from disk. Its videos are true clips of 24, 25 and 30 frames a second. */

let browser: Browser;
let folder: Folder;
let pages = 0;

beforeAll(async () => {
  folder = await makeFolder(await mkdtemp(join(tmpdir(), 'report-')));
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

const open = async (data: ReportData, options = {}) =>
  openReport(browser, await folder.write(data, `report-${(pages += 1)}.html`), options);

/** Cells by the address of their video. */
const byAddress = ({ cells }: ReportData) => new Map(cells.map((cell) => [cell.video_href, cell]));

/** Which frame each loaded video shows, once all have come to rest, beside the one it should show at `time`. */
async function framesAt(report: Awaited<ReturnType<typeof open>>, data: ReportData, time: number) {
  const wanted = (cell: ReportCell) =>
    Math.min((cell.video?.frames ?? 0) - 1, Math.floor(time * (cell.video?.fps ?? 0) + 1e-4));
  const cells = byAddress(data);
  const read = async () => {
    const times = await report.ask<ShownTimes>(SHOWN_TIMES);
    return Object.entries(times).map(([address, { stands, shows }]) => {
      const cell = cells.get(address);
      if (cell === undefined) throw new Error(`no cell has ${address}`);
      const fps = cell.video?.fps ?? 0;
      const frames = [Math.floor(stands * fps), ...(shows === null ? [] : [Math.round(shows * fps)])];
      return { address, frames, wanted: wanted(cell) };
    });
  };
  await report.atRest();
  // A video that has come to rest may still have its frame on the way to the screen.
  await expect
    .poll(
      async () => (await read()).filter(({ frames, wanted: one }) => frames.some((frame) => frame !== one)),
      POLL,
    )
    .toEqual([]);
  return read();
}
const POLL = { timeout: 15_000, interval: 50 };

describe('playing side by side', () => {
  it('plays all clips within one frame of each other, and stops them on the same one', async () => {
    const data = reportOf(folder);
    const report = await open(data);
    await report.atRest();
    await report.page.keyboard.press('k');
    // Forty pictures in a row in which no two running clips are further apart than a frame of 24 a second.
    const apart = await report.ask<number>(`new Promise((done) => {
      let inStep = 0;
      const begun = performance.now();
      const look = () => {
        const times = [...document.querySelectorAll('video[src]')]
          .filter((video) => !video.paused && !video.seeking && video.duration - video.currentTime > 0.1)
          .map((video) => video.currentTime);
        const apart = Math.max(...times) - Math.min(...times);
        inStep = times.length > 5 && apart <= 1 / 24 ? inStep + 1 : times.length > 5 ? 0 : inStep;
        if (inStep >= 40 || performance.now() - begun > 20_000) done(inStep);
        else requestAnimationFrame(look);
      };
      look();
    })`);
    expect(apart).toBeGreaterThanOrEqual(40);
    await report.page.keyboard.press('k');
    const time = await report.ask<number>(`Number(document.querySelector('.scrubber').value) / 30`);
    expect((await framesAt(report, data, time)).length).toBeGreaterThan(5);
    await report.close();
  });

  it('steps a frame on and back, from the end round to the beginning', async () => {
    const data = reportOf(folder);
    const report = await open(data);
    await framesAt(report, data, 0);
    for (const key of ['ArrowRight', '.', 'Shift+ArrowRight', 'ArrowLeft'])
      await report.page.keyboard.press(key);
    // 30 frames a second, as the fastest clip has.
    await framesAt(report, data, 11 / 30);
    await report.page.keyboard.press('Home');
    await report.page.keyboard.press('ArrowLeft');
    await framesAt(report, data, 59 / 30);
    expect(await report.page.locator('.place-frame').textContent()).toBe('60 / 60');
    await report.page.getByRole('button', { name: 'One frame on' }).click();
    await framesAt(report, data, 0);
    await report.close();
  });

  it('scrubs all clips at once, and a shorter one waits on its last frame and says so', async () => {
    const data = reportOf(folder);
    const report = await open(data);
    await report.atRest();
    await report.ask(`(() => {
      const scrubber = document.querySelector('.scrubber');
      for (let frame = 0; frame <= 48; frame += 3) {
        scrubber.value = frame;
        scrubber.dispatchEvent(new Event('input'));
      }
    })()`);
    await framesAt(report, data, 48 / 30);
    const short = data.cells.find(({ video }) => video?.fps === 25);
    const tile = report.page
      .locator('article')
      .filter({ has: report.page.locator(`video[src="${short?.video_href}"]`) });
    expect(await tile.locator('.over:visible').textContent()).toBe('ended at 1.2 s');
    await report.close();
  });

  it('changes speed, plays once when told not to loop, and pauses at the end', async () => {
    const data = reportOf(folder, { prompts: 1, seeds: 1 });
    const report = await open(data);
    await report.atRest();
    for (const key of ['l', ']', ']']) await report.page.keyboard.press(key);
    expect(await report.page.getByLabel('Speed').inputValue()).toBe('2');
    await report.page.keyboard.press('k');
    await report.page.getByRole('button', { name: 'Pause all' }).waitFor();
    await report.page.getByRole('button', { name: 'Play all' }).waitFor();
    await framesAt(report, data, 59 / 30);
    await report.close();
  });
});

describe('sixty cells', () => {
  it('hold only the files near the screen, and load the others when they come into sight', async () => {
    const data = reportOf(folder, { models: 6, prompts: 2, seeds: 5 });
    const report = await open(data);
    await report.atRest();
    const held = () =>
      report.ask<string[]>(
        `[...document.querySelectorAll('video[src]')].map((video) => video.getAttribute('src'))`,
      );
    expect(await report.page.locator('#videos article').count()).toBe(60);
    const first = await held();
    expect(first.length).toBeLessThan(45);
    await report.page.keyboard.press('k');
    await report.page.locator('#videos article').last().scrollIntoViewIfNeeded();
    const last = data.cells.at(-1)?.video_href ?? '';
    await expect.poll(held, POLL).toContain(last);
    await expect.poll(held, POLL).not.toContain(first[0]);
    await expect
      .poll(() => report.ask<boolean>(`!document.querySelector('video[src="${last}"]').paused`), POLL)
      .toBe(true);
    await report.page.keyboard.press('k');
    const time = await report.ask<number>(`Number(document.querySelector('.scrubber').value) / 30`);
    await framesAt(report, data, time);
    await report.close();
  });
});

describe('looking', () => {
  it('sorts the table by a column, either way round, with what is not known last', async () => {
    const data = reportOf(folder);
    Object.assign(data.cells[4] ?? {}, { billed: null });
    const report = await open(data);
    const billed = () =>
      report.page.locator('#table tbody tr:not(.row-facts) td:nth-of-type(3)').allTextContents();
    const head = report.page.getByRole('columnheader', { name: 'Billed' });
    const amounts = data.cells.map((cell) => cell.billed).filter((amount) => amount !== null);
    const texts = (list: number[]) => [...list.map((amount) => `$${(amount / 1e6).toFixed(2)}`), '–'];

    await head.getByRole('button').click();
    expect(await billed()).toEqual(texts(amounts.toSorted((a, b) => a - b)));
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    expect(await billed()).toEqual(texts(amounts.toSorted((a, b) => b - a)));
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await report.close();
  });

  it('filters by model, prompt and words, counts what is left, and says it to a screen reader', async () => {
    const report = await open(reportOf(folder));
    const { page } = report;
    const tiles = () => page.locator('#videos article').count();
    await page.getByRole('button', { name: 'veo-3-1-fast', exact: true }).click();
    expect(await tiles()).toBe(16);
    expect(await page.getByRole('status').first().textContent()).toBe('16 of 20 cells are shown');
    await page.getByRole('group', { name: 'Prompts' }).getByRole('button', { name: 'p2' }).click();
    expect(await tiles()).toBe(8);
    await page.keyboard.press('/');
    await page.keyboard.type('wan seed');
    expect(await tiles()).toBe(2);
    expect(await page.locator('#table tbody tr:not(.row-facts)').count()).toBe(2);
    expect(await page.locator('#sheets img').count()).toBe(2);
    await page.getByRole('searchbox').fill('nothing has this name');
    expect(await page.locator('#videos').textContent()).toContain('No cell passes the filter');
    await report.close();
  });

  it('groups by prompt, by model or not at all, and changes the measure everywhere', async () => {
    const report = await open(reportOf(folder));
    const { page } = report;
    const groups = () => page.locator('#videos h3').allTextContents();
    expect(await groups()).toEqual(['p1 10 cells', 'p2 10 cells']);
    await page.keyboard.press('g');
    expect((await groups()).map((title) => title.split(' ')[0])).toEqual(MODELS.slice(0, 5));
    await page.keyboard.press('g');
    expect(await groups()).toEqual(['All cells 20 cells']);
    await page.getByLabel('Measure of the plot').selectOption('flicker');
    expect(await page.locator('#table thead').textContent()).toContain('Flicker');
    expect(await page.locator('#cost .chart svg').getAttribute('aria-label')).toContain(
      'cost against Flicker',
    );
    // Every fifth clip has no value for it.
    expect(await page.locator('#cost .spot').count()).toBe(16);
    expect(await page.locator('#cost').textContent()).toContain('4 cells without a cost or a value');
    await report.close();
  });

  it('opens what is known of a cell: arguments, parity, cost, measures, and a command to copy', async () => {
    const data = reportOf(folder);
    const report = await open(data, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = report;
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: /veo-3-1-fast · p1 · seed/ });
    const text = await dialog.textContent();
    for (const word of ['generate_audio', 'This model takes no seed.', '$0.39', 'Camera turn', 'req-2'])
      expect(text).toContain(word);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    expect(await report.ask(`navigator.clipboard.readText()`)).toBe(data.cells[2]?.rerun);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page
      .locator('#table')
      .getByRole('button', { name: /wan-2-6 · p1 · seed.1/ })
      .click();
    expect(await page.locator('.row-facts:not([hidden])').textContent()).toContain('req-3');
    await report.close();
  });

  it('copies the old way where the browser forbids the new one', async () => {
    const data = reportOf(folder);
    const report = await open(data);
    await report.ask(`(() => {
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('forbidden')) } });
      document.addEventListener('copy', () => {
        const { value } = document.activeElement;
        globalThis.copied = value;
      });
    })()`);
    await report.page
      .getByRole('button', { name: 'Copy the command that makes this cell again' })
      .first()
      .click();
    expect(await report.ask(`globalThis.copied`)).toBe(data.cells[0]?.rerun);
    await report.close();
  });

  it('shows what failed, is unknown, waits or is not possible, each with its reason', async () => {
    const data = reportOf(folder);
    const lost = { video: null, video_href: null, sheet_href: null, measures: null, billed: null };
    const error = {
      fault: 'model',
      code: 'REFUSED',
      message: 'The prompt was refused.',
      retry_safe: true,
    } as const;
    Object.assign(data.cells[0] ?? {}, lost, { status: 'failed', error });
    Object.assign(data.cells[1] ?? {}, lost, { status: 'unknown' });
    Object.assign(data.cells[2] ?? {}, lost, { status: 'waiting', submitted_at: null });
    Object.assign(data.cells[3] ?? {}, { video_href: 'cells/gone.mp4' });
    const axes = {
      ...(data.cells[0]?.axes ?? { prompt: 'p1', picture: null, seed: 1, duration_seconds: 2, repeat: 1 }),
      model: 'sora-2',
    };
    data.refused = [{ axes, error: { ...error, message: 'sora-2 takes no start picture.' } }];
    data.stopped = 'The account is locked.';
    const url = await folder.write(data, 'failed.html');
    await rm(join(folder.path, 'cells', 'gone.mp4'), { force: true });
    const report = await openReport(browser, url);
    const tile = (index: number) => report.page.locator('#videos article').nth(index);
    expect(await tile(0).textContent()).toContain('FailedThe prompt was refused.');
    expect(await tile(1).textContent()).toContain('may have been paid');
    expect(await tile(2).textContent()).toContain('Not startedIt was not submitted');
    await expect
      .poll(() => tile(3).textContent(), POLL)
      .toContain('cannot play this video, or it is not beside this page');
    const text = await report.page.locator('main').textContent();
    for (const words of ['sora-2 takes no start picture.', 'The account is locked.', 'Outcome unknown'])
      expect(text).toContain(words);
    // A file that is not there is noted by the browser itself.
    expect(report.errors.splice(0).every((line) => line.includes('ERR_FILE_NOT_FOUND'))).toBe(true);
    await report.close();
  });

  it('marks simulated work in the title and at the top, and paid work not', async () => {
    const simulated = await open(reportOf(folder, { seeds: 1 }));
    expect(await simulated.page.title()).toMatch(/^Simulated: /);
    expect(await simulated.page.locator('header').textContent()).toContain('nothing was paid');
    await simulated.close();
    const paid = await open({ ...reportOf(folder, { seeds: 1 }), simulated: false });
    expect(await paid.page.title()).toBe('Walk cycle: which model keeps the figure');
    expect(await paid.page.locator('body').innerText()).not.toMatch(/simulated/i);
    await paid.close();
  });

  it('says so where nothing was measured, and offers no measures', async () => {
    const data = { ...reportOf(folder, { prompts: 1, seeds: 1 }), measures: [] };
    for (const cell of data.cells) cell.measures = null;
    const report = await open(data);
    const { page } = report;
    expect(await page.locator('#measures').textContent()).toContain('No clip was measured.');
    expect(await page.locator('#cost').textContent()).toContain('No cell shown has both');
    expect(await page.locator('#cost svg:visible, #measures svg:visible').count()).toBe(0);
    expect(await page.getByLabel('Measure', { exact: true }).count()).toBe(0);
    expect(await page.getByRole('columnheader').count()).toBe(8);
    // With one prompt there is one group, under which it stands in full.
    expect(await page.locator('#videos .group-head').textContent()).toContain(data.prompts[0]?.text);
    await report.close();
  });

  it('takes hostile prompts, names and errors as text', async () => {
    const data = reportOf(folder, { seeds: 1 });
    const evil = `</script><img src="https://evil.example/x.png" onerror="globalThis.hit=1">\u2028<!-- <script>`;
    data.title = evil;
    data.warnings = [evil];
    for (const prompt of data.prompts) prompt.text = evil;
    for (const cell of data.cells) {
      cell.axes.model = `${cell.axes.model}${evil}`;
      cell.rerun = evil;
      cell.error = { fault: 'model', code: 'X', message: evil, retry_safe: true };
      cell.arguments = { [evil]: evil };
    }
    Object.assign(data.cells[0] ?? {}, {
      video_href: 'javascript:globalThis.hit=1',
      sheet_href: 'https://evil.example/sheet.png',
    });
    const report = await open(data);
    await report.atRest();
    await report.page.locator('button.tile-title').nth(1).click();
    expect(await report.page.getByRole('heading', { level: 1, includeHidden: true }).textContent()).toBe(
      evil,
    );
    expect(await report.ask(`globalThis.hit ?? null`)).toBeNull();
    expect(
      await report.ask(`document.querySelectorAll('[onerror], img[src^=https], [src^=javascript]').length`),
    ).toBe(0);
    await report.close();
  });
});

describe('voting blind', () => {
  it('hides every name, takes votes by key, saves them, and experiment votes reads them', async () => {
    const data = reportOf(folder, { models: 3 });
    data.warnings = ['veo-3-1-fast makes shorter clips.'];
    const report = await open(data, { acceptDownloads: true });
    const { page } = report;
    await page.keyboard.press('v');
    await page.getByRole('button', { name: 'Show all clips' }).click();
    await report.atRest();
    const seen = await report.ask<string>(`[
      document.body.innerText,
      ...[...document.querySelectorAll('*')].flatMap((element) =>
        ['alt', 'title', 'aria-label', 'href', 'download'].map((name) => element.getAttribute(name) ?? ''))
    ].join('\\n')`);
    for (const model of MODELS) expect(seen).not.toContain(model);
    expect(seen).toContain('Clip 01');
    await page.getByRole('button', { name: 'Show all clips' }).click();

    // Always for the first model, whichever side it is on; never between the other two.
    const address = (side: number) => page.locator('.stage video').nth(side).getAttribute('src');
    for (let pair = 0; pair < 12; pair++) {
      await report.atRest();
      const [left, right] = [await address(0), await address(1)];
      const favourite = MODELS[0];
      await page.keyboard.press(left?.includes(favourite) ? 'a' : right?.includes(favourite) ? 'b' : 't');
    }
    expect(await page.locator('.stage').textContent()).toContain('Every pair has been seen');
    await page.keyboard.press('u');
    await report.atRest();
    expect(await page.locator('.booth-end').textContent()).toContain('11 votes, 1 of 12 pairs left');

    const waiting = page.waitForEvent('download');
    await page.keyboard.press('w');
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(/^walk-cycle-votes-.*\.json$/);
    const file = join(folder.path, 'votes.json');
    await download.saveAs(file);
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(packageRoot, 'dist', 'src', 'bin', 'fal-video.js'),
      'experiment',
      'votes',
      file,
      '--json',
    ]);
    const ranking = JSON.parse(stdout) as VotesRanking;
    expect(ranking).toMatchObject({ slug: 'walk-cycle', simulated: true, votes: 11, voters: 1 });
    expect(ranking.groups).toHaveLength(1);
    expect(ranking.groups[0]?.[0]?.model).toBe(MODELS[0]);
    expect(ranking.doubts.join()).toContain('one taste');

    await page.reload();
    await page.keyboard.press('v');
    expect(await page.locator('.booth-end').textContent()).toContain('11 votes');
    await page.keyboard.press('Escape');
    expect(await page.locator('#table').textContent()).toContain(MODELS[1]);
    await report.close();
  });

  it('says so where no two clips can be compared', async () => {
    const report = await open(reportOf(folder, { models: 1, seeds: 1 }));
    await report.page.keyboard.press('v');
    expect(await report.page.locator('.stage').textContent()).toContain('no two clips of the same task');
    await report.close();
  });
});

describe('reading it without a mouse, or without eyes', () => {
  interface Node {
    role?: { value: string };
    name?: { value: string };
    ignored?: boolean;
    properties?: { name: string; value: { value: unknown } }[];
  }
  const tree = async (report: Awaited<ReturnType<typeof open>>) => {
    const session = await report.page.context().newCDPSession(report.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return (nodes as Node[]).filter(({ ignored }) => ignored !== true);
  };
  const named = (nodes: Node[], role: string) =>
    nodes.filter((node) => node.role?.value === role).map(({ name }) => name?.value ?? '');

  it('everything that can be used or looked at has a role and a name', async () => {
    const report = await open(reportOf(folder));
    const nodes = await tree(report);
    for (const role of [
      'button',
      'link',
      'combobox',
      'slider',
      'searchbox',
      'image',
      'Video',
      'article',
      'region',
    ]) {
      const names = named(nodes, role);
      expect(names, role).not.toContain('');
    }
    expect(named(nodes, 'button').length).toBeGreaterThan(40);
    expect(named(nodes, 'slider')).toEqual(['Place in all clips']);
    expect(named(nodes, 'navigation')).toEqual(['Parts of this report']);
    expect(named(nodes, 'search')).toEqual(['Which cells, and in which order']);
    expect(named(nodes, 'main')).toHaveLength(1);
    expect(named(nodes, 'group')).toEqual(
      expect.arrayContaining(['Models', 'Prompts', 'Playing all clips together']),
    );
    expect(named(nodes, 'columnheader')).toContain('Billed');
    expect(named(nodes, 'status').length).toBeGreaterThan(0);
    const levels = nodes
      .filter(({ role }) => role?.value === 'heading')
      .map(({ properties }) => Number(properties?.find(({ name }) => name === 'level')?.value.value));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries())
      expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1);
    await report.close();
  });

  it('the first Tab leads past the bar to the videos; help lists the keys; keys typed in a field stay there', async () => {
    const report = await open(reportOf(folder));
    const { page } = report;
    await page.keyboard.press('Tab');
    expect(await report.ask(`document.activeElement.textContent`)).toBe('To the videos');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    for (const words of ['Play or pause all clips', 'No difference', 'Dark or light'])
      expect(await help.textContent()).toContain(words);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('g v d');
    expect(await page.getByRole('searchbox').inputValue()).toBe('g v d');
    expect(await page.locator('#booth').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Keys' }).focus();
    await page.keyboard.press('Space');
    expect(await help.isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Pause all', includeHidden: true }).count()).toBe(0);
    await report.close();
  });

  it.each(['light', 'dark'] as const)(
    'words stand out from what is behind them (%s)',
    async (colorScheme) => {
      const report = await open(reportOf(folder, { seeds: 1 }), { colorScheme });
      const contrasts = await report.ask<Record<string, number>>(`(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const light = (name) => {
        probe.style.color = 'var(' + name + ')';
        const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((part) => {
          const value = Number(part) / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
      const pairs = ['--text', '--quiet', '--accent', '--good', '--warn', '--bad'].flatMap((ink) =>
        ['--page', '--card', '--sunk'].map((paper) => [ink, paper]));
      pairs.push(['--on-accent', '--accent'], ['--text', '--warn-back'], ['--text', '--bad-back'], ['--warn', '--warn-back']);
      return Object.fromEntries(pairs.map(([ink, paper]) => [ink + ' on ' + paper, contrast(ink, paper)]));
    })()`);
      expect(Object.keys(contrasts).length).toBe(22);
      for (const [pair, contrast] of Object.entries(contrasts))
        expect(contrast, pair).toBeGreaterThanOrEqual(4.5);
      await report.close();
    },
  );

  it('changes between dark and light, and fits a telephone', async () => {
    const report = await open(reportOf(folder), {
      colorScheme: 'light',
      viewport: { width: 390, height: 800 },
      reducedMotion: 'reduce',
    });
    const paper = () => report.ask<string>(`getComputedStyle(document.body).backgroundColor`);
    const before = await paper();
    await report.page.keyboard.press('d');
    expect(await paper()).not.toBe(before);
    expect(await report.ask(`document.documentElement.scrollWidth`)).toBe(390);
    expect(await report.ask(`getComputedStyle(document.querySelector('.toast')).transitionDuration`)).toBe(
      '0s',
    );
    await report.close();
  });
});
