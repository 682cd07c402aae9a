import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalWithSubmit } from '../../src/fal/types.ts';
import { loadModels } from '../../src/models/index.ts';
import type { Resolution, Task } from '../../src/models/types.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { sha256OfJson } from '../../src/util/hash.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { fakeRenderer } from '../../test/support/fake-renderer.ts';
import { falOn } from '../../test/support/fal-on.ts';

// The tables beside the models say what each preset resolves to. Here every row of them is submitted to the
// simulator, which checks it as fal would, and whose books are asked what came: under which id, and which body.
// Its queue is so slow that no job ever starts: nothing is rendered.
interface Table {
  endpoint_id: string;
  task: Task;
  body: Record<string, unknown>;
  durations?: Record<string, Record<string, unknown>>;
  roles?: Record<string, Record<string, unknown>>;
  words?: Record<string, [unknown, Record<string, unknown>]>;
  extras?: Record<string, unknown>;
  instead?: [Task, Record<string, unknown>][];
}

const tableFolder = join(packageRoot, 'test/data/preset-tables');
const families = readdirSync(tableFolder).map((name) => ({
  name: name.replace('.json', ''),
  tables: Object.entries(JSON.parse(readFileSync(join(tableFolder, name), 'utf8')) as Record<string, Table>),
}));

/** Each row as a task and the whole body that must arrive. */
function rowsOf({ task, body, ...table }: Table): [Task, Record<string, unknown>][] {
  return [
    [task, body],
    ...Object.entries(table.durations ?? {}).flatMap(([field, values]) =>
      Object.entries(values).map(([seconds, value]): [Task, Record<string, unknown>] => [
        { ...task, duration: Number(seconds) },
        field === '' ? body : { ...body, [field]: value },
      ]),
    ),
    ...Object.entries(table.roles ?? {}).map(([role, changes]): [Task, Record<string, unknown>] => [
      { ...task, inputs: { ...task.inputs, [role]: Object.values(changes).flat() as string[] } },
      { ...body, ...changes },
    ]),
    ...Object.entries(table.words ?? {}).map(([word, [asked, changes]]): [Task, Record<string, unknown>] => [
      { ...task, [word]: asked },
      { ...body, ...changes },
    ]),
    ...Object.entries(table.extras ?? {}).map(([field, value]): [Task, Record<string, unknown>] => [
      { ...task, args: { ...task.args, [field]: value } },
      { ...body, [field]: value },
    ]),
    ...(table.instead ?? []),
  ];
}

const models = loadModels();
const folder = mkdtempSync(join(tmpdir(), 'fal-video-bodies-'));
let simulator: Simulator;
let fal: FalWithSubmit;
beforeAll(async () => {
  const pace = { queueMs: 3_600_000, workMs: 0 };
  simulator = await startSimulator({ folder, renderer: fakeRenderer(), pace });
  fal = falOn(simulator.url);
});
afterAll(async () => {
  await fal.close();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

describe.each(families)('what fal receives for $name', ({ tables }) => {
  it.each(tables)('%s', async (alias, table) => {
    for (const [task, body] of rowsOf(table)) {
      const resolved = models.resolve(alias, { ...task, allow_retired: true });
      const requestId = await accepted(resolved);
      expect(resolved.arguments).toEqual(body);
      expect(simulator.books.entry(requestId)).toMatchObject({
        endpoint_id: table.endpoint_id,
        input_hash: sha256OfJson(body),
      });
    }
  });
});

async function accepted({ endpoint_id, arguments: args }: Resolution): Promise<string> {
  const outcome = await fal.submit(endpoint_id, args, {});
  if (outcome.kind !== 'accepted') throw new Error(`it was not accepted: ${outcome.error.message}`);
  return outcome.handle.request_id;
}
