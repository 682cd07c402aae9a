import type { ReportCell, ReportData } from '../report-data.ts';

/** How an address is made from what the data say. The views know no other way to a file. */
export interface Addresses {
  video: (cell: ReportCell) => string | null;
  sheet: (cell: ReportCell) => string | null;
  picture: (picture: ReportData['pictures'][number]) => string | null;
}

/** Files that lie beside the page, or below it. */
export const besidePage: Addresses = {
  video: ({ video_href }) => besideOnly(video_href),
  sheet: ({ sheet_href }) => besideOnly(sheet_href),
  picture: ({ href }) => besideOnly(href),
};

/** A relative path; never another host, never `javascript:`. */
export function besideOnly(href: string | null): string | null {
  if (href === null || href === '') return null;
  return /^[a-z][a-z0-9+.-]*:/i.test(href) || /^[/\\]{2}/.test(href) ? null : href;
}
