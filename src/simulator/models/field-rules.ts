import type { FieldCheck } from '../model-types.ts';

/** Fields that many models share. */
export const text: FieldCheck = { type: 'string' };
export const flag: FieldCheck = { type: 'boolean' };
export const seed: FieldCheck = { type: 'integer' };
export const prompt: FieldCheck = { type: 'string', required: true };
/** A picture, video or sound by its URL. */
export const url: FieldCheck = { type: 'string', required: true };

export const oneOf = (allowed: readonly string[], byDefault: string): FieldCheck => ({
  type: 'string',
  allowed,
  default: byDefault,
});
