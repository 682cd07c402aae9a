// Takes docs/report.png, the picture of the report in the README, from the example that comes with the repository:
//
//   npx fal-video experiment run walk-cycle --simulate
//   node dist/scripts/report-picture.js
//
// Needs Chromium, as the tests do.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const base = 'experiments/simulated/fal';
const run = readdirSync(base)
  .filter((name) => name.endsWith('-walk-cycle') && existsSync(`${base}/${name}/report.html`))
  .toSorted()
  .at(-1);
if (run === undefined) throw new Error(`${base} holds no run of walk-cycle.`);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1080 } });
  await page.goto(pathToFileURL(resolve(base, run, 'report.html')).href);
  // A clip is loaded when it comes into view.
  while (!(await page.evaluate<boolean>(`document.querySelector('video')?.readyState > 1`)))
    await page.waitForTimeout(100);
  // In the middle of a step.
  for (let frame = 0; frame < 8; frame++) await page.keyboard.press('.');
  await page.waitForTimeout(500);
  const shot = await page.screenshot();
  await sharp(shot).png({ palette: true, compressionLevel: 9 }).toFile('docs/report.png');
} finally {
  await browser.close();
}
