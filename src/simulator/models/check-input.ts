import { isObject } from '../../util/json.ts';
import type { Arguments, FieldCheck, SimulatedModel } from '../model-types.ts';

/** One entry of fal's `detail` list (pydantic's shape; fal docs, model errors). */
export interface InputProblem {
  loc: (string | number)[];
  msg: string;
  type: string;
  input?: unknown;
  ctx?: Record<string, unknown>;
}

/** What fal would refuse in these arguments; unknown fields are ignored, as fal does. */
export function checkInput(model: SimulatedModel, input: Arguments): InputProblem[] {
  const problems = Object.entries(model.fields).flatMap(([field, rule]) => checkField(field, rule, input));
  return model.either === undefined ? problems : [...problems, ...checkEither(model.either, input)];
}

function checkField(field: string, rule: FieldCheck, input: Arguments): InputProblem[] {
  const loc = ['body', field];
  const given = input[field];
  if (given === undefined || given === null) {
    // The live wording (nexu-io/open-design #1606).
    return rule.required === true ? [{ loc, msg: 'Field required', type: 'missing', input }] : [];
  }
  if (rule.type === 'size' && isObject(given)) return checkSides(loc, rule, given);
  if (rule.allowed !== undefined) return checkAllowed(loc, rule.allowed, given);
  if (!isOfType(rule.type, given)) {
    const msg = `Input should be a valid ${rule.type}`;
    return [{ loc, msg, type: `${rule.type}_type`, input: given }];
  }
  if (rule.min !== undefined && Number(given) < rule.min) {
    const msg = `Input should be greater than or equal to ${rule.min}`;
    return [{ loc, msg, type: 'greater_than_equal', input: given, ctx: { ge: rule.min } }];
  }
  if (rule.max !== undefined && Number(given) > rule.max) {
    const msg = `Input should be less than or equal to ${rule.max}`;
    return [{ loc, msg, type: 'less_than_equal', input: given, ctx: { le: rule.max } }];
  }
  if (rule.longest !== undefined && typeof given === 'string' && given.length > rule.longest) {
    const msg = `String should have at most ${rule.longest} characters`;
    return [{ loc, msg, type: 'string_too_long', input: given, ctx: { max_length: rule.longest } }];
  }
  return Array.isArray(given) ? checkLength(loc, rule, given) : [];
}

/** Of a custom size, where the endpoint prints no bounds of its own: what can be drawn here. */
const [LEAST_SIDE, MOST_SIDE] = [16, 4096];

function checkSides(
  loc: string[],
  { min = LEAST_SIDE, max = MOST_SIDE }: FieldCheck,
  size: Arguments,
): InputProblem[] {
  return ['width', 'height'].flatMap((side) =>
    checkField(side, { type: 'integer', min, max }, size).map((problem) => ({
      ...problem,
      loc: [...loc, side],
    })),
  );
}

function checkLength(
  loc: string[],
  { least = 0, most = Infinity }: FieldCheck,
  items: unknown[],
): InputProblem[] {
  if (items.length < least) {
    const msg = `List should have at least ${least} item after validation, not ${items.length}`;
    return [{ loc, msg, type: 'sequence_too_short', input: items, ctx: { min_length: least } }];
  }
  if (items.length > most) {
    const msg = `List should have at most ${most} items after validation, not ${items.length}`;
    return [{ loc, msg, type: 'sequence_too_long', input: items, ctx: { max_length: most } }];
  }
  return [];
}

/** By type as well: `"5"` is not `5`, and `"5s"` is neither. */
function checkAllowed(loc: string[], allowed: readonly (string | number)[], given: unknown): InputProblem[] {
  if (allowed.some((one) => one === given)) return [];
  const names = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one)));
  const expected =
    names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
  const msg = `Input should be ${expected}`;
  return [{ loc, msg, type: 'literal_error', input: given, ctx: { expected } }];
}

function isOfType(type: FieldCheck['type'], given: unknown): boolean {
  if (type === 'any') return true;
  if (type === 'size') return typeof given === 'string';
  if (type === 'array') return Array.isArray(given);
  if (type === 'integer') return Number.isInteger(given);
  return typeof given === type;
}

function checkEither(fields: readonly string[], input: Arguments): InputProblem[] {
  const given = fields.filter((field) => input[field] !== undefined && input[field] !== null);
  if (given.length === 1) return [];
  const msg = `Value error, Either ${fields.join(' or ')} must be provided, but not both`;
  return [{ loc: ['body'], msg, type: 'value_error', input }];
}
