import { argumentProblem } from './check-arguments.ts';
import { durationField, spellSeconds } from './duration-rule.ts';
import { fieldsOf } from './field-rule-schema.ts';
import type { PresetBody } from './preset-shape.ts';

export interface PresetProblem {
  path: (string | number)[];
  message: string;
}

/** Where the parts of one preset contradict each other; empty for a sound one. */
export function presetProblems(preset: PresetBody): PresetProblem[] {
  return [
    ...nameProblems(preset),
    ...durationProblems(preset),
    ...soundProblems(preset),
    ...defaultProblems(preset),
    ...strayProblems(preset),
  ];
}

/** Every name that stands for an argument must be one. */
function nameProblems(preset: PresetBody): PresetProblem[] {
  const known = new Set(preset.arguments.map(({ name }) => name));
  const length = durationField(preset.duration);
  const uses: { path: (string | number)[]; name: string }[] = [
    ...Object.entries(preset.roles).map(([role, { field }]) => ({
      path: ['roles', role, 'field'],
      name: field,
    })),
    ...Object.entries(preset.fields).map(([word, name]) => ({ path: ['fields', word], name })),
    ...Object.keys(preset.defaults).map((name) => ({ path: ['defaults', name], name })),
    ...preset.rules.flatMap((rule, index) =>
      fieldsOf(rule).map((name) => ({ path: ['rules', index], name })),
    ),
    ...(length === null ? [] : [{ path: ['duration', 'field'], name: length }]),
  ];
  return uses
    .filter(({ name }) => !known.has(name))
    .map(({ path, name }) => ({
      path,
      message: `"${name}" is not among the arguments of ${preset.endpoint_id}`,
    }));
}

function durationProblems({ duration, defaults, arguments: known }: PresetBody): PresetProblem[] {
  if (duration === null || duration.spelling === 'fixed') return [];
  const problems: PresetProblem[] = [];
  if (duration.default_seconds !== null && !duration.seconds.includes(duration.default_seconds)) {
    problems.push({ path: ['duration', 'default_seconds'], message: 'not one of duration.seconds' });
  }
  if (Object.hasOwn(defaults, duration.field)) {
    problems.push({
      path: ['defaults', duration.field],
      message: 'the default duration stands in duration.default_seconds',
    });
  }
  const argument = known.find(({ name }) => name === duration.field);
  const outside = duration.seconds.flatMap((seconds) =>
    argument === undefined ? [] : (argumentProblem(argument, spellSeconds(seconds, duration)) ?? []),
  );
  return [...problems, ...outside.slice(0, 1).map((message) => ({ path: ['duration', 'seconds'], message }))];
}

function soundProblems({ sound, fields }: PresetBody): PresetProblem[] {
  return (sound === 'switch') === (fields.audio !== undefined)
    ? []
    : [{ path: ['sound'], message: 'must be "switch" exactly when fields.audio names the switch' }];
}

function defaultProblems(preset: PresetBody): PresetProblem[] {
  return preset.arguments.flatMap((argument) => {
    if (!Object.hasOwn(preset.defaults, argument.name)) return [];
    const message = argumentProblem(argument, preset.defaults[argument.name]);
    return message === null ? [] : [{ path: ['defaults', argument.name], message }];
  });
}

/** Limits of a role and spellings of a word that the preset does not have. */
function strayProblems({ roles, limits, fields, spellings }: PresetBody): PresetProblem[] {
  const stray = (name: string, of: object, known: object) =>
    Object.keys(of)
      .filter((key) => !Object.hasOwn(known, key))
      .map((key) => ({ path: [name, key], message: `the preset has no "${key}"` }));
  return [...stray('limits', limits, roles), ...stray('spellings', spellings, fields)];
}
