import { durationField } from '../presets/duration-rule.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';
import type { Strange } from './strange.ts';

/** The file of one preset, in the form of `presets/<family>.json`. Its arguments are those that the catalog lacks or has otherwise. */
export function presetFile(preset: Preset, catalog: readonly PresetArgument[]): Record<string, unknown> {
  const { family, alias, endpoint_id, title, tasks, roles, fields, sound, defaults, notes, source, as_of } =
    preset;
  const args = preset.arguments.flatMap((each) => corrected(each, catalog, durationField(preset.duration)));
  return {
    family,
    presets: [
      {
        alias,
        endpoint_id,
        title,
        tasks,
        roles,
        duration: writtenDuration(preset.duration),
        fields,
        sound,
        ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
        ...(args.length === 0 ? {} : { arguments: args }),
        notes,
        source,
        as_of,
      },
    ],
  };
}

/** A preset completes the catalog and corrects it, but cannot take anything out of it: such a difference is for a person. */
export function beyondCorrection(preset: Preset, catalog: readonly PresetArgument[]): Strange[] {
  return catalog.flatMap((before) => {
    const now = preset.arguments.find(({ name }) => name === before.name);
    const decide = 'which of the two is right; a snapshot is renewed with `npm run catalog`';
    if (now === undefined)
      return [{ field: before.name, why: 'the snapshot has it, this schema does not', decide }];
    const gone = FACTS.filter((fact) => before[fact] !== undefined && now[fact] === undefined);
    if (gone.length === 0 || before.name === durationField(preset.duration)) return [];
    return [
      { field: before.name, why: `the snapshot has a ${gone.join(', ')}, this schema does not`, decide },
    ];
  });
}

const FACTS = ['allowed', 'minimum', 'maximum', 'max_length', 'max_items'] as const;

function corrected(
  argument: PresetArgument,
  catalog: readonly PresetArgument[],
  length: string | null,
): object[] {
  const before = catalog.find(({ name }) => name === argument.name);
  const { name, ...facts } = argument;
  // Type and values of the length follow from the duration rule.
  const skipped = name === length ? ['allowed', ...(before === undefined ? [] : ['type'])] : [];
  const own = Object.entries(facts).filter(
    ([fact, value]) =>
      !skipped.includes(fact) &&
      (before === undefined ||
        (fact !== 'about' && JSON.stringify(before[fact as 'type']) !== JSON.stringify(value))),
  );
  return own.length === 0 ? [] : [{ name, ...Object.fromEntries(own) }];
}

function writtenDuration(rule: Preset['duration']) {
  if (rule === null) return null;
  const { seconds } = rule;
  const [from = 0] = seconds;
  const isRun = seconds.length > 3 && seconds.every((each, index) => each === from + index);
  const { field, spelling, ...rest } = { field: durationField(rule), ...rule };
  return {
    ...(field === null ? {} : { field }),
    spelling,
    ...rest,
    seconds: isRun ? { from, to: seconds.at(-1) } : seconds,
  };
}
