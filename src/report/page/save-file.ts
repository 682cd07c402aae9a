import { el } from './dom.ts';

/** Gives the reader a file; tells whether it was. */
export type SaveFile = (name: string, text: string) => Promise<boolean>;

/** As a download of the browser. */
export const saveDownload: SaveFile = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return Promise.resolve(true);
};
