import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { VotesRanking } from '../../src/experiments/votes/rank-votes.ts';
import { inBrowser } from '../support/browser.ts';
import { MODELS, reportOf } from '../support/report-fixture.ts';
import { openReport } from '../support/report-page.ts';
import { openingReports } from '../support/reports.ts';
import { PROGRAM } from '../support/run-program.ts';

/** The page in a real browser, from disk: looking and voting. */

const reports = openingReports();

const POLL = { interval: 50 };

inBrowser('looking', () => {
  it('sorts the table by a column, either way round, with what is not known last', async () => {
    const data = reportOf(reports.folder);
    Object.assign(data.cells[4] ?? {}, { billed: null });
    const report = await reports.open(data);
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
    const report = await reports.open(reportOf(reports.folder));
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
    const report = await reports.open(reportOf(reports.folder));
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
    const data = reportOf(reports.folder);
    const report = await reports.open(data, { permissions: ['clipboard-read', 'clipboard-write'] });
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
    const data = reportOf(reports.folder);
    const report = await reports.open(data);
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
    const data = reportOf(reports.folder);
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
    const url = await reports.folder.write(data, 'failed.html');
    await rm(join(reports.folder.path, 'cells', 'gone.mp4'), { force: true });
    const report = await openReport(reports.browser, url);
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
    const simulated = await reports.open(reportOf(reports.folder, { seeds: 1 }));
    expect(await simulated.page.title()).toMatch(/^Simulated: /);
    expect(await simulated.page.locator('header').textContent()).toContain('nothing was paid');
    await simulated.close();
    const paid = await reports.open({ ...reportOf(reports.folder, { seeds: 1 }), simulated: false });
    expect(await paid.page.title()).toBe('Walk cycle: which model keeps the figure');
    expect(await paid.page.locator('body').innerText()).not.toMatch(/simulated/i);
    await paid.close();
  });

  it('says so where nothing was measured, and offers no measures', async () => {
    const data = { ...reportOf(reports.folder, { prompts: 1, seeds: 1 }), measures: [] };
    for (const cell of data.cells) cell.measures = null;
    const report = await reports.open(data);
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
    const data = reportOf(reports.folder, { seeds: 1 });
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
    const report = await reports.open(data);
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

inBrowser('voting blind', () => {
  it('hides every name, takes votes by key, saves them, and experiment votes reads them', async () => {
    const data = reportOf(reports.folder, { models: 3 });
    data.warnings = ['veo-3-1-fast makes shorter clips.'];
    const report = await reports.open(data, { acceptDownloads: true });
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
    expect(await page.locator('.voting-panel-end').textContent()).toContain('11 votes, 1 of 12 pairs left');

    const waiting = page.waitForEvent('download');
    await page.keyboard.press('w');
    const download = await waiting;
    expect(download.suggestedFilename()).toMatch(/^walk-cycle-votes-.*\.json$/);
    const file = join(reports.folder.path, 'votes.json');
    await download.saveAs(file);
    const { stdout } = await promisify(execFile)(process.execPath, [
      PROGRAM,
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
    await page.getByText('11 votes, 1 of 12 pairs left').waitFor();
    // A second page of the same report has them, too, and its vote is seen in the first.
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.keyboard.press('v');
    await other.getByText('11 votes, 1 of 12 pairs left').waitFor();
    await other.keyboard.press('t');
    await page.getByText('12 votes, 0 of 12 pairs left').waitFor();
    await other.close();
    // The first page still shows that pair: a vote on it is another mind, not another vote.
    await page.keyboard.press('b');
    await page.getByText('Every pair has been seen').waitFor();
    expect(await page.locator('.voting-panel-end').textContent()).toContain('12 votes, 0 of 12 pairs left');
    await page.keyboard.press('Escape');
    expect(await page.locator('#table').textContent()).toContain(MODELS[1]);
    await report.close();
  });

  it('says so where no two clips can be compared', async () => {
    const report = await reports.open(reportOf(reports.folder, { models: 1, seeds: 1 }));
    await report.page.keyboard.press('v');
    expect(await report.page.locator('.stage').textContent()).toContain('no two clips of the same task');
    await report.close();
  });
});
