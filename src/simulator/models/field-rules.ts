import type { FieldRule } from './model-types.ts';

/** Fields that many models share. */
export const text: FieldRule = { type: 'string' };
export const flag: FieldRule = { type: 'boolean' };
export const seed: FieldRule = { type: 'integer' };
export const prompt: FieldRule = { type: 'string', required: true };
/** A picture, video or sound by its URL. */
export const url: FieldRule = { type: 'string', required: true };

export const oneOf = (allowed: readonly string[], byDefault: string): FieldRule => ({
  type: 'string',
  allowed,
  default: byDefault,
});
