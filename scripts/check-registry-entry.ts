// Holds server.json against the schema of the MCP registry, which its `$schema` names: fetched from there, or read
// from a file. Not a part of `npm test`, which needs no network; for before a publication.
//
//   npm run registry-entry
//   npm run registry-entry -- --schema server.schema.json
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { readJson } from './read-json.ts';

const { values } = parseArgs({ options: { schema: { type: 'string' } } });
const entry = readJson('server.json', z.looseObject({ $schema: z.string() }));
const schema = z
  .looseObject({ $id: z.string() })
  .parse(JSON.parse(await textOf(values.schema ?? entry.$schema)));

// Its `example` is no keyword of JSON Schema; `uri` is its one format.
const ajv = new Ajv({ allErrors: true, strict: false, formats: { uri: (text) => URL.canParse(text) } });
const isValid = ajv.compile(schema);
if (schema.$id !== entry.$schema) fail(`the schema is ${schema.$id}, and server.json names ${entry.$schema}`);
else if (!isValid(entry)) fail(ajv.errorsText(isValid.errors, { separator: '\n', dataVar: 'server.json' }));
else console.log(`server.json is as ${schema.$id} asks`);

async function textOf(where: string): Promise<string> {
  if (!where.startsWith('https:')) return readFile(where, 'utf8');
  const response = await fetch(where);
  if (!response.ok) throw new Error(`${where}: HTTP ${response.status}`);
  return response.text();
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}
