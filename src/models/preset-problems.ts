import { argumentProblem } from './check-arguments.ts';
import { isEndpointId } from './endpoint-id.ts';
import type { PresetBody } from './preset-schema.ts';

export interface PresetProblem {
  path: (string | number)[];
  message: string;
}

/** Where the parts of one preset contradict each other; empty for a sound one. */
export function presetProblems(preset: PresetBody): PresetProblem[] {
  return [
    ...endpointProblems(preset),
    ...nameProblems(preset),
    ...durationProblems(preset),
    ...soundProblems(preset),
    ...defaultProblems(preset),
  ];
}

function endpointProblems({ endpoint_id }: PresetBody): PresetProblem[] {
  return isEndpointId(endpoint_id) ? [] : [{ path: ['endpoint_id'], message: 'not an endpoint id' }];
}

/** Every name that stands for an argument must be one. */
function nameProblems(preset: PresetBody): PresetProblem[] {
  const known = new Set(preset.arguments.map(({ name }) => name));
  const uses: { path: (string | number)[]; name: string }[] = [
    ...Object.entries(preset.roles).map(([role, { field }]) => ({
      path: ['roles', role, 'field'],
      name: field,
    })),
    ...Object.entries(preset.fields).map(([word, name]) => ({ path: ['fields', word], name })),
    ...Object.keys(preset.defaults).map((name) => ({ path: ['defaults', name], name })),
    ...preset.rules.flatMap((rule, index) =>
      (rule.kind === 'one_of' ? rule.fields : [rule.field]).map((name) => ({ path: ['rules', index], name })),
    ),
    ...(preset.duration === null ? [] : [{ path: ['duration', 'field'], name: preset.duration.field }]),
  ];
  return [
    ...uses
      .filter(({ name }) => !known.has(name))
      .map(({ path, name }) => ({ path, message: `"${name}" is not among the preset's arguments` })),
    ...preset.arguments.flatMap(({ name }, index) =>
      preset.arguments.findIndex((other) => other.name === name) < index
        ? [{ path: ['arguments', index, 'name'], message: `"${name}" is listed twice` }]
        : [],
    ),
  ];
}

function durationProblems({ duration, defaults }: PresetBody): PresetProblem[] {
  if (duration === null) return [];
  const problems: PresetProblem[] = [];
  if (!duration.seconds.includes(duration.default_seconds)) {
    problems.push({ path: ['duration', 'default_seconds'], message: 'not one of duration.seconds' });
  }
  if (Object.hasOwn(defaults, duration.field)) {
    problems.push({
      path: ['defaults', duration.field],
      message: 'the default duration stands in duration.default_seconds',
    });
  }
  return problems;
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
