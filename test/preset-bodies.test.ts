import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fal } from '../src/fal/types.ts';
import { loadModels } from '../src/models/index.ts';
import type { Task } from '../src/models/types.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { falOn } from './support/fal-on.ts';
import { ScriptedServer } from './support/scripted-server.ts';

// The tables beside the models say what each preset resolves to. Here every row of them goes over the wire, and
// what arrives is compared: the address, and the body to the last character of its JSON.
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

const folder = join(packageRoot, 'src/models/preset-tables');
const families = readdirSync(folder).map((name) => ({
  name: name.replace('.json', ''),
  tables: Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, Table>),
}));

/** Each row as a task and the whole body that must arrive. */
function rowsOf({ task, body, ...table }: Table): [Task, Record<string, unknown>][] {
  return [
    [task, body],
    ...Object.entries(table.durations ?? {}).flatMap(([field, values]) =>
      Object.entries(values).map(([seconds, value]): [Task, Record<string, unknown>] => [
        { ...task, duration_seconds: Number(seconds) },
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
      { ...task, extra: { ...task.extra, [field]: value } },
      { ...body, [field]: value },
    ]),
    ...(table.instead ?? []),
  ];
}

const models = loadModels();
let server: ScriptedServer;
let fal: Fal;
beforeAll(async () => {
  server = await ScriptedServer.start();
  fal = falOn(server.origin);
});
afterAll(async () => {
  await fal.close();
  await server.close();
});

describe.each(families)('what fal receives for $name', ({ tables }) => {
  it.each(tables)('%s', async (alias, table) => {
    server.on(`POST /${table.endpoint_id}`, { body: { request_id: 'r-1' } });
    for (const [task, expected] of rowsOf(table)) {
      const resolved = models.resolve(alias, { ...task, allow_retired: true });
      await fal.submit(resolved.endpoint_id, resolved.arguments, {});
      const received = server.requests.at(-1);
      expect(received?.path).toBe(`/${table.endpoint_id}`);
      expect(JSON.parse(received?.body ?? '')).toEqual(expected);
    }
  });
});
