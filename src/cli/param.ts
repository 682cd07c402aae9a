import { type NextStep } from '../next-step.ts';
import { z } from 'zod';
import { inputError } from '../errors.ts';
import { parseJson, TooDeep } from '../util/json.ts';
import { safeText } from '../util/safe-text.ts';

/** One parameter of a tool, as far as a command line needs to know it. */
export interface Param {
  name: string;
  about: string;
  required: boolean;
  kind: 'text' | 'number' | 'switch' | 'list' | 'json';
  schema: JsonSchema;
}

/** The part of JSON Schema that zod writes for a flat parameter. */
interface JsonSchema {
  type?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

/** The parameters of a tool, read from its schema: a command says nothing twice. */
export function paramsOf(input: z.ZodObject): Param[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const required = new Set(schema.required);
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(([name, property]) => {
    const inner = property.anyOf?.find(({ type }) => type !== 'null') ?? property;
    const about = property.description ?? inner.description ?? '';
    return { name, about, required: required.has(name), kind: kindOf(inner), schema: inner };
  });
}

function kindOf({ type }: JsonSchema): Param['kind'] {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      return 'list';
    case 'object':
      return 'json';
    default:
      return 'text';
  }
}

/** The value of a parameter from what was typed; the error names it as it was typed, what fits, and what came. */
export function readParam(param: Param, label: string, typed: string | string[] | boolean): unknown {
  switch (param.kind) {
    case 'number':
      return readNumber(param, label, String(typed));
    case 'json':
      return readObject(label, String(typed));
    case 'list':
      return readList(param, label, Array.isArray(typed) ? typed : [String(typed)]);
    default:
      return typed;
  }
}

/** Checks typed values against a whole schema, and names the wrong one as it was typed (`--wait`, `MODEL`). */
export function checkTyped(
  schema: z.ZodObject,
  values: Record<string, unknown>,
  labelOf: (name: string) => string,
): Record<string, unknown> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const param = paramsOf(schema).find((one) => one.name === name);
  const words = issue?.message ?? 'The arguments do not fit together';
  if (param === undefined) throw badOption(`${words}.`);
  if (values[name] === undefined) throw badOption(`${labelOf(name)} is missing. ${param.about}`);
  throw expected(labelOf(name), expectation(param) ?? `valid (${words})`, values[name]);
}

/** Numbers may also stand with commas between them: `--indices 0,3,6`. */
function readList({ schema, ...param }: Param, label: string, typed: string[]): unknown[] {
  const { items = {} } = schema;
  if (kindOf(items) !== 'number') return typed;
  return typed
    .flatMap((part) => part.split(','))
    .map((part) => readNumber({ ...param, schema: items }, label, part));
}

function readNumber(param: Param, label: string, typed: string): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (!Number.isFinite(value)) throw expected(label, expectation(param) ?? 'a number', typed);
  return value;
}

function readObject(label: string, typed: string): unknown {
  const rule = 'a JSON object such as \'{"cfg_scale": 0.5}\'';
  try {
    const value = parseJson(typed);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch (error) {
    if (error instanceof TooDeep) throw badOption(`${label}: ${error.message}.`);
    // Said below, in the same words as for another kind of JSON.
  }
  throw expected(label, rule, typed);
}

/** The rule of a parameter in words: "a whole number from 0 to 45". */
function expectation({ schema }: Param): string | null {
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.type !== 'integer' && schema.type !== 'number') return null;
  const noun = schema.type === 'integer' ? 'a whole number' : 'a number';
  const { minimum, maximum, exclusiveMinimum: above } = schema;
  if (above !== undefined) return `${noun} above ${above}`;
  const [least, most] = [counted(minimum), counted(maximum)];
  if (least !== null && most !== null) return `${noun} from ${least} to ${most}`;
  return least === null ? noun : `${noun}, at least ${least}`;
}

/** zod notes what a double can count exactly as bounds; they say nothing to a person. */
const counted = (bound: number | undefined) =>
  bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;

function expected(label: string, rule: string, actual: unknown) {
  const shown = typeof actual === 'string' ? actual : JSON.stringify(actual);
  return badOption(`Expected ${label} to be ${rule}; got ${safeText(shown, 200)}.`);
}

export const badOption = (message: string, next?: string | NextStep) =>
  inputError({ code: 'BAD_OPTION', message, ...(next === undefined ? {} : { next }) });
