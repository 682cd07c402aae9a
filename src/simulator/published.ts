import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from '../util/once.ts';
import { packageRoot } from '../util/package-root.ts';

/** A JSON Schema, as much of it as is read here. */
export interface Schema {
  type?: string;
  enum?: readonly (string | number)[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  anyOf?: readonly Schema[];
  items?: Schema;
  $ref?: string;
}

/** An endpoint as the catalog of the package describes it: what fal published of it. */
export interface Published {
  endpoint_id: string;
  tasks: readonly string[];
  medium: 'image' | 'video';
  status?: { state: 'retired' | 'unlisted' };
  sound?: 'always';
  /** Not all of its arguments are known. */
  partial?: true;
  licence?: string;
  added?: string;
  input?: Schema;
  result?: Schema;
}

interface Catalog {
  definitions: Readonly<Record<string, unknown>>;
  endpoints: readonly Published[];
}

/** The same file that the product reads, by eyes of its own. */
const catalog = once(
  () => JSON.parse(readFileSync(join(packageRoot, 'presets', 'catalog.json'), 'utf8')) as Catalog,
);

export const published = once(
  (): ReadonlyMap<string, Published> => new Map(catalog().endpoints.map((one) => [one.endpoint_id, one])),
);

/** The nested types that a schema refers to, and those that they refer to. */
export function definitionsOf(schemas: readonly unknown[]): Record<string, unknown> {
  const needed: Record<string, unknown> = {};
  const { definitions } = catalog();
  const waiting = [...schemas];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [, name = ''] of JSON.stringify(next).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (name in needed || !Object.hasOwn(definitions, name)) continue;
      needed[name] = definitions[name];
      waiting.push(definitions[name]);
    }
  }
  return needed;
}
