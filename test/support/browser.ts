import { type Browser, chromium } from 'playwright-core';
import { describe, inject } from 'vitest';
import type { FoundBrowser } from './find-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Looked for once a run; `null` where none runs, and then what needs one is left out. */
    browser: FoundBrowser | null;
  }
}

/** Tests that need a browser. Where none runs they are left out, which the run says at its beginning. */
export const inBrowser: typeof describe.skip = inject('browser') === null ? describe.skip : describe;

/** The Chromium that was found, with an empty profile. */
export async function openBrowser(): Promise<Browser> {
  const found = inject('browser');
  if (found === null) throw new Error('no browser runs here: what needs one stands in `inBrowser`');
  return chromium.launch({
    executablePath: found.path,
    env: { ...process.env, ...found.env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}
