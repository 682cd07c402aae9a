import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface OpenReport {
  page: Page;
  /** What the page asked for: only files of its own folder may be in it. */
  requests: string[];
  /** Errors of the console and of the code. */
  errors: string[];
  /** Runs an expression in the page. */
  ask<T>(expression: string): Promise<T>;
  /** Until every video that holds its file stands, with a frame on the screen. */
  atRest(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a report in an empty profile of its own. Each video notes which frame it shows, as `shownTime`. */
export async function openReport(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await page.addInitScript(NOTE_SHOWN_FRAMES);
  await page.goto(url);
  return {
    page,
    requests,
    errors,
    ask: <T>(expression: string) => page.evaluate<T>(expression),
    // Not `waitForFunction`: it needs `eval`, which the page's policy forbids.
    atRest: async () => {
      await expect.poll(() => page.evaluate<boolean>(RESTING), { interval: 30 }).toBe(true);
    },
    close: async () => {
      const folder = dirname(fileURLToPath(url));
      const strangers = requests.filter((request) => !isBelow(request, folder));
      expect(strangers, 'requests that leave the folder of the page').toEqual([]);
      expect(errors, 'errors in the console').toEqual([]);
      await context.close();
    },
  };
}

function isBelow(request: string, folder: string): boolean {
  if (/^(data|blob):/.test(request)) return true;
  return request.startsWith('file:') && fileURLToPath(request).startsWith(`${folder}/`);
}

const NOTE_SHOWN_FRAMES = `
  const note = (video) => {
    const next = (_, { mediaTime }) => {
      video.shownTime = mediaTime;
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  const create = document.createElement.bind(document);
  document.createElement = (name, ...rest) => {
    const element = create(name, ...rest);
    if (name === 'video') note(element);
    return element;
  };
`;

const RESTING = `
  [...document.querySelectorAll('video[src]')].every(
    (video) => video.paused && !video.seeking && video.readyState >= 2 && video.shownTime !== undefined)
  && document.querySelectorAll('video[src]').length > 0
`;

/**
 * By the file's name: where each loaded video stands, and the time of the frame that it shows. A browser need not draw
 * what is outside the window, so that what is shown is known only of what is inside.
 */
export const SHOWN_TIMES = `
  Object.fromEntries([...document.querySelectorAll('video[src]')].map((video) => {
    const { top, bottom } = video.getBoundingClientRect();
    const isInside = bottom > 0 && top < innerHeight;
    return [video.getAttribute('src'), { stands: video.currentTime, shows: isInside ? video.shownTime : null }];
  }))
`;

export interface ShownTimes {
  [address: string]: { stands: number; shows: number | null };
}
