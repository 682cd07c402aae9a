import { durationField } from '../presets/duration-rule.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';

/**
 * The file of one preset, in the form of `presets/<family>.json`. Its arguments are those that the catalog lacks or has
 * otherwise; where the catalog knows more than is so, all of them.
 */
export function presetFile(preset: Preset, catalog: readonly PresetArgument[]): Record<string, unknown> {
  const { family, alias, endpoint_id, title, tasks, roles, fields, sound, defaults, notes, source, as_of } =
    preset;
  const whole = hasMore(catalog, preset);
  const before = whole ? [] : catalog;
  const args = preset.arguments.flatMap((each) => corrected(each, before, durationField(preset.duration)));
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
        ...(whole ? { whole } : {}),
        ...(args.length === 0 ? {} : { arguments: args }),
        notes,
        source,
        as_of,
      },
    ],
  };
}

/** A preset completes the catalog and corrects it; taking something out of it takes a list of its own. */
function hasMore(catalog: readonly PresetArgument[], { arguments: known, duration }: Preset): boolean {
  return catalog.some((before) => {
    const now = known.find(({ name }) => name === before.name);
    const gone = FACTS.filter((fact) => before[fact] !== undefined && now?.[fact] === undefined);
    const follows = now?.name === durationField(duration) ? ['allowed'] : [];
    return now === undefined || gone.some((fact) => !follows.includes(fact));
  });
}

const FACTS = [
  'allowed',
  'or_object',
  'minimum',
  'maximum',
  'max_length',
  'max_items',
  'default',
] as const satisfies (keyof PresetArgument)[];

function corrected(
  argument: PresetArgument,
  catalog: readonly PresetArgument[],
  length: string | null,
): object[] {
  const before = catalog.find(({ name }) => name === argument.name);
  const { name, ...facts } = argument;
  // The values of the length follow from the duration rule.
  const skipped = name === length ? ['allowed'] : [];
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
