import type { ReportCell, ReportData } from '../report-data.ts';

/** Where a file is had from: an address to load it by, or a way to fetch it once it is wanted. */
export type Address = string | (() => Promise<string>);

/** How an address is made from what the data say. The views know no other way to a file. */
export interface Addresses {
  video: (cell: ReportCell) => Address | null;
  sheet: (cell: ReportCell) => Address | null;
  picture: (picture: ReportData['pictures'][number]) => Address | null;
  /** What is the matter with a file that cannot be had: `is not beside this page`. */
  absent: string;
}

/** Files that lie beside the page, or below it. */
export const besidePage: Addresses = {
  video: ({ video_href }) => besideOnly(video_href),
  sheet: ({ sheet_href }) => besideOnly(sheet_href),
  picture: ({ href }) => besideOnly(href),
  absent: 'is not beside this page',
};

/** A relative path; never another host, never `javascript:`. */
export function besideOnly(href: string | null): string | null {
  if (href === null || href === '') return null;
  return /^[a-z][a-z0-9+.-]*:/i.test(href) || /^[/\\]{2}/.test(href) ? null : href;
}
