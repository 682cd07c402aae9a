import type { TestProject } from 'vitest/node';
import { findBrowser } from './find-browser.ts';

/** The browser is looked for once a run. */
export default async function browserSetup(project: TestProject): Promise<void> {
  const search = await findBrowser(process.env);
  project.provide('browser', search.found);
  if (search.found !== null) return;
  const line = `No Chromium runs here (${search.why}): the tests of pages in a browser are left out.`;
  if (process.env['CI'] !== undefined) throw new Error(line);
  console.log(line);
}
