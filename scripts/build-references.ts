// Builds the pages of references/ that are made from data, the page of third parties, and the README's table of tools.
//
//   npm run references               builds the program, then writes the pages
//   npm run references -- --check    writes nothing; fails where a page differs from its data
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';
import { errorsPage } from './references/errors-page.ts';
import { measuresPage } from './references/measures-page.ts';
import { withToolsTable } from './references/readme-tools.ts';
import { thirdPartiesPage } from './references/third-parties-page.ts';
import { toolsPage } from './references/tools-page.ts';
import { videoModelsPage } from './references/video-models-page.ts';
import { writeOrCheck } from './write-or-check.ts';

writeOrCheck(
  'npm run references',
  Object.entries({
    'README.md': withToolsTable(readFileSync(join(packageRoot, 'README.md'), 'utf8')),
    'docs/third-parties.md': thirdPartiesPage(),
    'references/errors.md': errorsPage(),
    'references/measures.md': measuresPage(),
    'references/tools.md': toolsPage(),
    'references/video-models.md': videoModelsPage(),
  }),
);
