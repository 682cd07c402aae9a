import { access, constants } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

/** The system's Chromium with an empty profile. One that is missing is a failure, with the way to get it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}

async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  for (const path of named === undefined ? PLACES : [named]) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(
    'The report is tested in a real browser, and no Chromium is installed. On Debian and Ubuntu: `apt-get install chromium`; elsewhere set CHROMIUM_PATH to a Chromium or Chrome.',
  );
}
