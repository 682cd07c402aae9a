import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ReportData } from '../../src/report/report-data.ts';
import { openBrowser } from './browser.ts';
import { type Folder, makeFolder } from './report-fixture.ts';
import { openReport, type OpenReport } from './report-page.ts';

export interface Reports {
  browser: Browser;
  /** True clips of 24, 25 and 30 frames a second, and what else lies beside a report. */
  folder: Folder;
  open(data: ReportData, options?: BrowserContextOptions): Promise<OpenReport>;
}

/** For the tests of one file: a real browser, and a folder that its reports are written into and opened from. */
export function openingReports(): Reports {
  let browser: Browser;
  let folder: Folder;
  let pages = 0;
  beforeAll(async () => {
    folder = await makeFolder(await mkdtemp(join(tmpdir(), 'report-')));
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser?.close());
  return {
    get browser() {
      return browser;
    },
    get folder() {
      return folder;
    },
    open: async (data, options) =>
      openReport(browser, await folder.write(data, `report-${(pages += 1)}.html`), options),
  };
}
