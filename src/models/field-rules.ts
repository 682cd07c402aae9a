import { inputError } from '../errors.ts';
import type { Draft } from './draft.ts';
import type { FieldRule, Preset } from './preset-schema.ts';

/** Applies the rules between fields: a preset's own default gives way to what was asked; two asked fields that exclude each other are refused. */
export function applyFieldRules(preset: Preset, draft: Draft): void {
  for (const rule of preset.rules) {
    if (rule.kind === 'one_of') keepOne(rule, preset, draft);
    else refuseTooMuch(rule, preset, draft);
  }
}

function keepOne(rule: Extract<FieldRule, { kind: 'one_of' }>, { alias }: Preset, draft: Draft): void {
  const given = rule.fields.filter((field) => draft.has(field));
  const wanted = given.filter((field) => draft.origin(field) !== 'preset');
  if (wanted.length > 1) {
    throw inputError({
      code: 'CONFLICTING_ARGUMENTS',
      message: `${alias}: ${wanted.join(' and ')} exclude each other: ${rule.why}.`,
      next: `Give only one of ${rule.fields.join(', ')}.`,
    });
  }
  if (given.length === 0 && rule.required) {
    throw inputError({
      code: 'MISSING_ARGUMENT',
      message: `${alias} needs one of ${rule.fields.join(', ')}: ${rule.why}.`,
      next: `Give ${rule.fields[0] ?? 'one'}.`,
    });
  }
  const [kept] = wanted;
  if (kept === undefined) return;
  for (const field of given) {
    if (field !== kept) draft.leaveOut(field, `left out for ${kept}: ${rule.why}`);
  }
}

function refuseTooMuch(
  rule: Extract<FieldRule, { kind: 'sum_at_most' }>,
  { alias }: Preset,
  draft: Draft,
): void {
  const items = draft.value(rule.field);
  if (!Array.isArray(items)) return;
  const sum = items.reduce((total: number, item: unknown) => total + memberOf(item, rule), 0);
  if (sum <= rule.most) return;
  throw inputError({
    code: 'INVALID_ARGUMENT',
    message: `${alias}: ${rule.member} in ${rule.field} comes to ${sum}, at most ${rule.most}: ${rule.why}.`,
    next: `Shorten ${rule.field}.`,
  });
}

function memberOf(item: unknown, rule: { member: string; member_default: number }): number {
  const value: unknown =
    typeof item === 'object' && item !== null
      ? Object.entries(item).find(([name]) => name === rule.member)?.[1]
      : undefined;
  return value === undefined ? rule.member_default : Number(value);
}
