import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeRow } from '../../test/support/describe-row.ts';
import { packageRoot } from '../util/package-root.ts';
import { readCatalog } from './catalog.ts';
import type { TableRow } from './add-model/table-row.ts';
import { knownArguments } from './from-schema/known-arguments.ts';
import { presetFileSchema } from './presets/preset-schema.ts';

const folder = join(packageRoot, 'presets');
const { entries } = readCatalog(folder);
const schema = presetFileSchema(knownArguments((id) => entries.get(id)?.input));
const families = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !/^(catalog|prices)/.test(name))
  .map((name) => ({ name, ...schema.parse(readJson(join(folder, name))) }));
const presets = families.flatMap((family) => family.presets);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const tablesOf = (name: string) =>
  readJson(join(packageRoot, 'test/data/preset-tables', name)) as Record<string, TableRow>;

/** One table a family, one row a preset: see `TableRow`. */
describe.each(families)('the tables of $name', ({ name, presets: own }) => {
  const tables = tablesOf(name);

  it('are one for each preset', () => {
    expect(Object.keys(tables)).toEqual(own.map(({ alias }) => alias));
  });

  describe.each(own)('$alias', (preset) => {
    const table = tables[preset.alias] ?? { endpoint_id: '', task: {}, body: {} };
    describeRow(preset, table, presets);
  });
});
