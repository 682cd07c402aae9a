import { besidePage } from './addresses.ts';
import { readInlineData } from './data-source.ts';
import { start } from './start.ts';

start(document.body, readInlineData(), besidePage);
