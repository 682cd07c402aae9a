// Builds the pages of references/ that are made from data, the page of third parties, and the README's table of tools.
//
//   npm run references                            builds the program, then writes the pages
//   node scripts/build-references.mjs --check     writes nothing; fails where a page differs from its data
//
// The data are read from the built program, as plain Node cannot load the sources.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorsPage } from './references/errors-page.mjs';
import { measuresPage } from './references/measures-page.mjs';
import { withToolsTable } from './references/readme-tools.mjs';
import { thirdPartiesPage } from './references/third-parties-page.mjs';
import { toolsPage } from './references/tools-page.mjs';
import { videoModelsPage } from './references/video-models-page.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const built = (path) => import(join(root, 'dist', path));
const { MEASURE_DEFINITIONS } = await built('src/media/measure/definitions.js');
const { tools } = await built('tools/index.js');
const { inputSchemaOf } = await built('src/server/protocol/advertise.js');
const { headlineOf } = await built('src/server/answer/headline.js');
const { TOOL_COMMANDS } = await built('src/cli/tool-commands.js');
const { loadModels } = await built('src/models/index.js');

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = {
  'README.md': withToolsTable(readme, tools, TOOL_COMMANDS, headlineOf),
  'docs/third-parties.md': thirdPartiesPage(root),
  'references/errors.md': errorsPage(root),
  'references/measures.md': measuresPage(MEASURE_DEFINITIONS),
  'references/tools.md': toolsPage(tools, TOOL_COMMANDS, inputSchemaOf),
  'references/video-models.md': videoModelsPage(loadModels().list({ preset: true })),
};

for (const [name, text] of Object.entries(pages)) {
  const path = join(root, name);
  if (process.argv[2] !== '--check') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} differs from its data: run npm run references and look at the difference.`);
    process.exitCode = 1;
  }
}
