// The published types print every enum in quotes, numbers too: `"4" | "8" | "12"` is a list of integers for Sora and
// of strings for Kling. A recorded document tells them apart; else it is told here by family, and where nothing says it,
// both pass.
import type { Schema } from './source-files.ts';

/** [ids that begin with, field, spelling, source] */
const KNOWN: readonly [string, string, 'number' | 'string', string][] = [
  ['fal-ai/sora-2', 'duration', 'number', 'a wrapper in use sends Sora the integers 4, 8, 12'],
  ['fal-ai/ltx-2/', 'duration', 'number', "fal's LTX 2.x pages: numbers"],
  ['fal-ai/kling-video/', 'duration', 'string', "fal's Kling pages: digit strings"],
  ['fal-ai/bytedance/seedance/', 'duration', 'string', "fal's Seedance pages: digit strings"],
  ['fal-ai/pixverse/v3.5/', 'duration', 'string', "the version's other endpoints: digit strings"],
  ['fal-ai/pixverse/v4/', 'duration', 'string', "the version's other endpoints: digit strings"],
  ['fal-ai/veo', 'safety_tolerance', 'string', 'users\' Veo runs: "4"'],
  ['wan/v2.6/', 'duration', 'string', "the version's other endpoints: digit strings"],
];

/** A schema whose digits are spelled as fal wants them, and as the `recorded` one does; unknown spellings allow both. */
export function spellDigits(id: string, field: string, schema: Schema, recorded: Schema = {}): Schema {
  if (schema.enum === undefined || !schema.enum.every((each) => /^-?\d+(?:\.\d+)?$/.test(String(each))))
    return schema;
  const known =
    spellingIn(recorded) ?? KNOWN.find(([begins, name]) => name === field && id.startsWith(begins))?.[2];
  if (known === 'string') return schema;
  const numbers = schema.enum.map(Number);
  const { type: _, ...rest } = schema;
  if (known === undefined) return { ...rest, enum: [...schema.enum, ...numbers] };
  const standard = schema.default === undefined ? {} : { default: Number(schema.default) };
  return { ...schema, type: 'number', enum: numbers, ...standard };
}

function spellingIn({ enum: values = [], type }: Schema): 'number' | 'string' | undefined {
  if (values.length > 0 && values.every((each) => typeof each === 'number')) return 'number';
  return values.length > 0 && type === 'string' ? 'string' : undefined;
}
