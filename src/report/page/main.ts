import { besidePage } from './addresses.ts';
import { readInlineData } from './data-source.ts';
import { saveDownload } from './save-file.ts';
import { buildPage } from './start.ts';

buildPage(document.body, readInlineData(), { addresses: besidePage, saveFile: saveDownload });
