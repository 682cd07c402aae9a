import { fromJsonSchema, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Tool } from './define-tool.ts';

export type JsonSchema = Record<string, unknown>;

/** A tool's input as clients see it: flat, and closed, since an unknown argument is an error. */
export function inputSchemaOf(tool: Tool): JsonSchema {
  return { ...jsonSchemaOf(tool.input, 'input'), additionalProperties: false };
}

/** The answer of a data tool; tools that show pictures promise no structure. */
export function outputSchemaOf(tool: Tool): JsonSchema | undefined {
  return tool.kind === 'data' ? jsonSchemaOf(tool.output, 'output') : undefined;
}

/** A schema that is shown and not checked: `callTool` checks, so that every error is in our words. */
export function shownOnly(schema: JsonSchema): StandardSchemaWithJSON {
  return fromJsonSchema(schema, {
    getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
  });
}

/** Made once: over HTTP every request has a server of its own. */
const made = {
  input: new WeakMap<z.ZodObject, JsonSchema>(),
  output: new WeakMap<z.ZodObject, JsonSchema>(),
};

function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  const before = made[io].get(schema);
  if (before !== undefined) return before;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  made[io].set(schema, rest);
  return rest;
}
