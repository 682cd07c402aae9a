import type { ReportData } from '../report-data.ts';
import { besidePage } from './addresses.ts';
import { saveDownload } from './save-file.ts';
import { buildPage } from './start.ts';

buildPage(document.body, readInlineData(), { addresses: besidePage, saveFile: saveDownload });

/** Where the data come from: here, out of the page itself. A viewer that is handed them calls `start` with its own. */
function readInlineData(): ReportData {
  const text = document.getElementById('report-data')?.textContent;
  if (text === undefined) throw new Error('This page holds no report-data.');
  return JSON.parse(text) as ReportData;
}
