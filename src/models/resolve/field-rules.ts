import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Draft } from './draft.ts';
import type { FieldRule } from '../presets/field-rule-schema.ts';
import type { Preset } from '../presets/preset-shape.ts';

type Rule<Kind extends FieldRule['kind']> = Extract<FieldRule, { kind: Kind }>;

/** Applies the rules between fields: a preset's own default gives way to what was asked; two asked fields that exclude each other are refused. */
export function applyFieldRules(preset: Preset, draft: Draft): void {
  for (const rule of preset.rules) applyRule(rule, preset, draft);
}

function applyRule(rule: FieldRule, preset: Preset, draft: Draft): void {
  switch (rule.kind) {
    case 'one_of':
      return keepOne(rule, preset, draft);
    case 'any_of':
      return refuseNone(rule, preset, draft);
    case 'sum_at_most':
      return addUp(rule, preset, draft);
    case 'not_together':
      return refuseTogether(rule, preset, draft);
    case 'count':
      return refuseCount(rule, preset, draft);
  }
}

function keepOne(rule: Rule<'one_of'>, preset: Preset, draft: Draft): void {
  const given = rule.fields.filter((field) => draft.has(field));
  const wanted = given.filter((field) => draft.origin(field) !== 'preset');
  if (wanted.length > 1) {
    throw inputError({
      code: 'CONFLICTING_ARGUMENTS',
      message: `${preset.alias}: ${wanted.join(' and ')} exclude each other: ${rule.why}.`,
      next: `Give only one of ${rule.fields.join(', ')}.`,
    });
  }
  if (rule.required) refuseNone(rule, preset, draft);
  const [kept] = wanted;
  if (kept === undefined) return;
  for (const field of given) {
    if (field !== kept) draft.leaveOut(field, `left out for ${kept}: ${rule.why}`);
  }
}

function refuseNone({ fields, why }: { fields: string[]; why: string }, { alias }: Preset, draft: Draft) {
  if (fields.some((field) => draft.has(field))) return;
  throw inputError({
    code: 'MISSING_ARGUMENT',
    message: `${alias} needs one of ${fields.join(', ')}: ${why}.`,
    next: `Give ${fields[0] ?? 'one'}.`,
  });
}

/** Shots add up to the length of the clip: asked otherwise is refused, left open is filled in. */
function addUp(rule: Rule<'sum_at_most'>, preset: Preset, draft: Draft): void {
  const items = draft.value(rule.field);
  if (!Array.isArray(items)) return;
  const sum = items.reduce((total: number, item: unknown) => total + memberOf(item, rule), 0);
  if (!(sum <= rule.most)) {
    throw inputError({
      code: 'INVALID_ARGUMENT',
      message: `${preset.alias}: ${rule.member} in ${rule.field} comes to ${sum}, at most ${rule.most}: ${rule.why}.`,
      next: `Shorten ${rule.field}.`,
    });
  }
  if (rule.total === undefined) return;
  const total = draft.value(rule.total);
  if (Number(total) === sum) return;
  if (draft.has(rule.total) && draft.origin(rule.total) !== 'preset') {
    throw inputError({
      code: 'CONFLICTING_ARGUMENTS',
      message: `${preset.alias}: ${rule.member} in ${rule.field} comes to ${sum}, but ${rule.total} is ${safeText(String(total), 40)}: ${rule.why}.`,
      next: `Leave ${rule.total} out, or make the shots add up to it.`,
    });
  }
  draft.set({ field: rule.total, sent: String(sum), origin: 'preset', note: `the sum of ${rule.field}` });
}

function memberOf(item: unknown, rule: { member: string; member_default: number }): number {
  const value: unknown =
    typeof item === 'object' && item !== null
      ? Object.entries(item).find(([name]) => name === rule.member)?.[1]
      : undefined;
  return value === undefined ? rule.member_default : Number(value);
}

function refuseTogether(rule: Rule<'not_together'>, preset: Preset, draft: Draft): void {
  const values = Object.entries(rule.values);
  const all = values.every(([field, barred]) => {
    if (barred === 'given') return draft.has(field);
    const value = valueOf(field, preset, draft);
    return barred.some((each) => sameValue(each, value));
  });
  if (!all) return;
  const shown = values.map(([field]) => `${field} ${shownValue(valueOf(field, preset, draft))}`);
  throw inputError({
    code: 'CONFLICTING_ARGUMENTS',
    message: `${preset.alias} does not take ${shown.join(' with ')}: ${rule.why}.`,
    next: `Change ${values.map(([field]) => field).join(' or ')}.`,
  });
}

/** As models list them: `1080P` and `1080p` are one resolution. */
const sameValue = (a: unknown, b: unknown) =>
  typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;

/** What fal will read: what is sent, or its own default. */
function valueOf(field: string, { arguments: known }: Preset, draft: Draft): unknown {
  return draft.has(field) ? draft.value(field) : known.find(({ name }) => name === field)?.default;
}

function refuseCount({ fields, least, most, why }: Rule<'count'>, preset: Preset, draft: Draft): void {
  const given = fields.filter((field) => draft.has(field));
  if (given.length === 0) return;
  const count = given.reduce((sum, field) => sum + itemsIn(draft.value(field)), 0);
  const limit =
    most !== undefined && count > most
      ? `at most ${most}`
      : least !== undefined && count < least
        ? `at least ${least}`
        : null;
  if (limit === null) return;
  throw inputError({
    code: 'INVALID_ARGUMENT',
    message: `${preset.alias}: ${fields.join(' and ')} hold ${count}, ${limit}: ${why}.`,
    next: `Give ${limit}.`,
  });
}

const itemsIn = (value: unknown) => (Array.isArray(value) ? value.length : 1);

const shownValue = (value: unknown) => safeText(JSON.stringify(value) ?? String(value), 60);
