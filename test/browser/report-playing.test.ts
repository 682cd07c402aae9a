import { expect, it } from 'vitest';
import type { ReportCell, ReportData } from '../../src/report/report-data.ts';
import { inBrowser } from '../support/browser.ts';
import { reportOf } from '../support/report-fixture.ts';
import { type OpenReport, SHOWN_TIMES, type ShownTimes } from '../support/report-page.ts';
import { openingReports } from '../support/reports.ts';

/** The page in a real browser, from disk: many clips on one clock. */

const reports = openingReports();

/** Cells by the address of their video. */
const byAddress = ({ cells }: ReportData) => new Map(cells.map((cell) => [cell.video_href, cell]));

/** Which frame each loaded video shows, once all have come to rest, beside the one it should show at `time`. */
async function framesAt(report: OpenReport, data: ReportData, time: number) {
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
const POLL = { interval: 50 };

inBrowser('playing side by side', () => {
  it('plays all clips within one frame of each other, and stops them on the same one', async () => {
    const data = reportOf(reports.folder);
    const report = await reports.open(data);
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
    const data = reportOf(reports.folder);
    const report = await reports.open(data);
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
    const data = reportOf(reports.folder);
    const report = await reports.open(data);
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
    const data = reportOf(reports.folder, { prompts: 1, seeds: 1 });
    const report = await reports.open(data);
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

inBrowser('sixty cells', () => {
  it('hold only the files near the screen, and load the others when they come into sight', async () => {
    const data = reportOf(reports.folder, { models: 6, prompts: 2, seeds: 5 });
    const report = await reports.open(data);
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
