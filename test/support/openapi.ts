import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';

/** The five endpoints of `test/data/openapi` that no preset covers, by the name of their file. */
export const STORED = {
  'marey-i2v': 'moonvalley/marey/i2v',
  'vidu-q2-i2v-pro': 'fal-ai/vidu/q2/image-to-video/pro',
  lynx: 'bytedance/lynx',
  'ltx-2-t2v-fast': 'fal-ai/ltx-2/text-to-video/fast',
  'pixverse-v4.5-transition': 'fal-ai/pixverse/v4.5/transition',
} as const;
export type StoredName = keyof typeof STORED;
export const STORED_NAMES = Object.keys(STORED) as StoredName[];

export const storedOpenApi = (name: StoredName): string =>
  readFileSync(join(packageRoot, 'test', 'data', 'openapi', `${name}.json`), 'utf8');

type Json = Record<string, unknown>;

/** A stored document with other fields: each given one replaces its namesake, `null` takes it out. */
export function storedWith(
  name: StoredName,
  fields: Record<string, unknown>,
  more: { required?: string[]; category?: string; schemas?: Json } = {},
): string {
  const document = JSON.parse(storedOpenApi(name)) as {
    info: { 'x-fal-metadata': { category: string } };
    components: { schemas: Record<string, { properties: Json; required: string[] }> };
  };
  const { schemas } = document.components;
  const input = Object.entries(schemas).find(([key]) => key.endsWith('Input'))?.[1];
  if (input === undefined) throw new Error(`${name} has no input`);
  for (const [field, schema] of Object.entries(fields)) {
    // As JSON has it: also a field called __proto__ is a field.
    if (schema === null) delete input.properties[field];
    else
      Object.defineProperty(input.properties, field, { value: schema, enumerable: true, configurable: true });
  }
  input.required = more.required ?? input.required.filter((field) => fields[field] !== null);
  if (more.category !== undefined) document.info['x-fal-metadata'].category = more.category;
  Object.assign(schemas, more.schemas);
  return JSON.stringify(document);
}
