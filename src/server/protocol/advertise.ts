import { fromJsonSchema, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { DataSchema, Tool } from '../define-tool.ts';

export type JsonSchema = Record<string, unknown>;

/** A tool's input as clients see it: flat, and closed, since an unknown argument is an error. */
export function inputSchemaOf(tool: Tool): JsonSchema {
  return { ...jsonSchemaOf(tool.input), additionalProperties: false };
}

/** What every answer has, and an agent acts on. */
const PROMISED = ['summary', 'next'];

/**
 * What a data tool promises of its answer: an object that says what comes next. Agents read the answer itself, no client
 * shows its schema to a model, and the whole of all schemas would be half of `tools/list`. `callTool` holds each answer
 * to the whole. Tools that show pictures promise no structure.
 */
export function outputSchemaOf(tool: Tool): JsonSchema | undefined {
  if (tool.kind !== 'data') return undefined;
  const forms = tool.output instanceof z.ZodUnion ? tool.output.options : [tool.output];
  const shapes: z.ZodRawShape[] = forms.map(({ shape }) => shape);
  const promised = PROMISED.filter((name) =>
    shapes.every((shape) => shape[name] !== undefined && !z.safeParse(shape[name], undefined).success),
  );
  if (promised.length === 0) return { type: 'object' };
  // Of these alone: to write out the whole of all answers would take as long as all else that a start does with schemas.
  const typeOf = (name: string) => z.toJSONSchema(shapes[0]?.[name] as z.ZodType, { io: 'output' }).type;
  return {
    type: 'object',
    properties: Object.fromEntries(promised.map((name) => [name, { type: typeOf(name) }])),
    required: promised,
  };
}

/** A schema that is shown and not checked: `callTool` checks, so that every error is in our words. */
export function shownOnly(schema: JsonSchema): StandardSchemaWithJSON {
  return fromJsonSchema(schema, {
    getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
  });
}

/** Made once: over HTTP every request has a server of its own. */
const made = new WeakMap<DataSchema, JsonSchema>();

/** An object of any members needs no list of them. */
function leaveOutEmpty({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  for (const name of ['properties', 'additionalProperties']) {
    const value = jsonSchema[name];
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
      delete jsonSchema[name];
  }
}

function jsonSchemaOf(schema: DataSchema): JsonSchema {
  const before = made.get(schema);
  if (before !== undefined) return before;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', override: leaveOutEmpty });
  made.set(schema, rest);
  return rest;
}
