import type { ReportData } from '../report-data.ts';

/** Where the data come from: here, out of the page itself. A viewer that is handed them calls `start` with its own. */
export function readInlineData(): ReportData {
  const text = document.getElementById('report-data')?.textContent;
  if (text === undefined) throw new Error('This page holds no report-data.');
  return JSON.parse(text) as ReportData;
}
