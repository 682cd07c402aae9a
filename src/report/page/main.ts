import { besidePage } from './addresses.ts';
import { readInlineData } from './data-source.ts';
import { download } from './save-file.ts';
import { start } from './start.ts';

start(document.body, readInlineData(), { addresses: besidePage, saveFile: download });
