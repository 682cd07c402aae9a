import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { paramsOfFiles } from '../src/jobs/plan/job-request.ts';
import { addModel } from '../src/models/add-model/index.ts';
import type { TableRow } from '../src/models/add-model/table-row.ts';
import { sha256OfJson } from '../src/util/hash.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { STORED, STORED_NAMES, storedOpenApi } from './support/openapi.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

/**
 * From the task to the video on the simulated fal: the five stored schemas, added to a project, and whatever add-model
 * has put into the preset tables of this checkout.
 */

let sandbox: Sandbox;
let video: FalVideo;
const rows = new Map<string, TableRow>();

const TABLES = join(packageRoot, 'test', 'data', 'preset-tables');
const shippedRows = readdirSync(TABLES)
  .flatMap((name) => Object.entries(readTable(join(TABLES, name))))
  .filter(([, { run }]) => run !== undefined);
const names = [
  ...STORED_NAMES.filter((name) => !shippedRows.some(([alias]) => alias === name)),
  ...shippedRows.map(([alias]) => alias),
];

function readTable(path: string): Record<string, TableRow> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, TableRow>;
}

beforeAll(async () => {
  // A price of nobody's list counts as this much.
  sandbox = await makeSandbox({ config: { ...RICH, unknown_price_ceiling_usd: 1 } });
  for (const [alias, row] of shippedRows) rows.set(alias, row);
  const store = {
    shipped: join(packageRoot, 'presets'),
    own: join(sandbox.root, 'presets'),
    tables: join(sandbox.root, 'tables'),
  };
  for (const name of STORED_NAMES) {
    const order = { endpointId: STORED[name], openapi: storedOpenApi(name), today: '2026-11-21' };
    const { status } = await addModel(order, store);
    if (status === 'added') rows.set(name, readTable(join(store.tables, `${name}.json`))[name] as TableRow);
  }
  video = await sandbox.open();
});
afterAll(() => sandbox.close());

describe('an added model', () => {
  it.each(names)('%s runs to its video, and fal gets the body of its row', async (model) => {
    const { task, received } = rows.get(model)?.run ?? {};
    if (task === undefined) throw new Error(`${model} has no run`);
    const { inputs = {}, ...words } = task;
    const request = { model, ...words, ...paramsOfFiles(inputs) };
    const { quote } = await video.jobs.plan([request]);
    const job = await video.generate(request, { quote_id: quote.quote_id });
    expect(job.state).toBe('collected');
    expect(job.outputs.length).toBeGreaterThan(0);

    const entry = sandbox.simulator.books.entry(job.handle?.request_id ?? '');
    expect(entry?.endpoint_id).toBe(job.plan.endpoint_id);
    // The books keep a hash of what came in.
    const { url } = await video.fal.upload(join(sandbox.root, 'hero.png'), 'image/png');
    const body = JSON.parse(
      JSON.stringify(received).replaceAll('"hero.png"', JSON.stringify(url)),
    ) as unknown;
    expect(entry?.input_hash).toBe(sha256OfJson(body));
  });
});
