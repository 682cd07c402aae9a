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

interface Described {
  endpointId: string;
  category?: string;
  input: Json;
  required?: string[];
  output?: Json;
  /** Further named types. */
  schemas?: Json;
}

/** A document of nobody's endpoint, in the form in which fal writes them. */
export function documentOf({
  endpointId,
  category,
  input,
  required = [],
  output = { video: { $ref: '#/components/schemas/File' } },
  schemas = {},
}: Described): string {
  const body = (name: string) => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  return JSON.stringify({
    openapi: '3.0.4',
    info: { 'x-fal-metadata': { endpointId, category } },
    paths: {
      [`/${endpointId}`]: { post: { requestBody: body('Input') } },
      [`/${endpointId}/requests/{request_id}`]: { get: { responses: { 200: body('Output') } } },
    },
    components: {
      schemas: {
        Input: { type: 'object', properties: input, required },
        Output: { type: 'object', properties: output },
        File: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
        ...schemas,
      },
    },
  });
}
