import type { FieldCheck } from '../model-types.ts';
import type { Schema } from '../published.ts';

/** What the simulator checks of each field of a published input. */
export function rulesOf({ properties = {}, required = [] }: Schema): Record<string, FieldCheck> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      { ...ruleOf(schema), ...(required.includes(name) ? { required: true } : {}) },
    ]),
  );
}

function ruleOf(schema: Schema): FieldCheck {
  const names = schema.anyOf?.find((one) => one.enum !== undefined);
  const isSize = names !== undefined && schema.anyOf?.some(({ $ref }) => $ref?.endsWith('ImageSize'));
  const { enum: allowed, minimum, maximum, minItems, maxItems, maxLength } = isSize ? names : schema;
  const by = schema.default;
  return {
    type: isSize ? 'size' : (TYPES.find((one) => one === schema.type) ?? 'any'),
    ...(allowed === undefined ? {} : { allowed }),
    ...(typeof by === 'string' || typeof by === 'number' || typeof by === 'boolean' ? { default: by } : {}),
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
    ...(minItems === undefined ? {} : { least: minItems }),
    ...(maxItems === undefined ? {} : { most: maxItems }),
    ...(maxLength === undefined ? {} : { longest: maxLength }),
  };
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array'] as const;
