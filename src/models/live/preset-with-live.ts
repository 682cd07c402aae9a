import { argumentProblem } from '../presets/check-arguments.ts';
import type { CatalogEntry } from '../catalog.ts';
import { durationField, withDurations } from '../presets/duration-rule.ts';
import { knownArguments } from '../from-schema/known-arguments.ts';
import { mapDuration } from '../from-schema/map-duration.ts';
import { mapRoles } from '../from-schema/map-roles.ts';
import type { Preset } from '../presets/preset-shape.ts';
import type { Role } from '../types.ts';

/**
 * A preset under the live schema of its endpoint, which wins: arguments, values and lengths are fal's own of
 * today, and what names an argument that is gone is taken out, so that it is refused and not sent for nothing. What
 * only a preset can say, its rules and limits, stays.
 */
export function presetWithLive(preset: Preset, entry: CatalogEntry | undefined): Preset {
  if (entry?.live !== true || entry.input === undefined) return preset;
  const { input } = entry;
  const has = (field: string) => input.properties?.[field] !== undefined;
  const mapped = mapRoles(entry);
  const words = new Map(preset.arguments.map(({ name, about }) => [name, about]));
  const live = knownArguments(() => input)(preset.endpoint_id).map((argument) => {
    const about = words.get(argument.name);
    return about === undefined ? argument : { ...argument, about };
  });
  const duration = durationUnder(preset, entry);
  const args = withDurations(duration, live);
  const fits = ([name, value]: [string, unknown]) => {
    const argument = args.find((each) => each.name === name);
    return argument !== undefined && argumentProblem(argument, value) === null;
  };
  return {
    ...preset,
    arguments: args,
    duration,
    roles: Object.fromEntries(
      Object.entries(preset.roles).flatMap(([role, target]) => {
        // A picture whose argument has a new name is found as for an endpoint without a preset.
        const today = has(target.field) ? target : mapped[role as Role];
        return today === undefined ? [] : [[role, today]];
      }),
    ),
    fields: kept(preset.fields, ([, field]) => has(field)),
    defaults: kept(preset.defaults, fits),
    source: entry.source ?? preset.source,
    as_of: entry.as_of ?? preset.as_of,
  };
}

/** The preset's rule, with the lengths that fal lists today where it lists them. */
function durationUnder({ duration }: Preset, { input }: CatalogEntry): Preset['duration'] {
  const field = durationField(duration);
  if (duration === null || duration.spelling === 'fixed' || field === null) return duration;
  const schema = input?.properties?.[field];
  if (schema === undefined) return null;
  const isClosed =
    schema.enum !== undefined || (schema.minimum !== undefined && schema.maximum !== undefined);
  const today = isClosed && field === 'duration' ? mapDuration({ duration: schema }) : null;
  if (today === null || today.spelling === 'fixed' || today.seconds.length === 0) return duration;
  const standard = duration.default_seconds;
  return {
    ...today,
    default_seconds: standard !== null && today.seconds.includes(standard) ? standard : null,
  };
}

function kept<Key extends string, Value>(
  record: Partial<Record<Key, Value>>,
  stays: (entry: [Key, Value]) => boolean,
): Record<Key, Value> {
  const entries = Object.entries(record) as [Key, Value][];
  return Object.fromEntries(entries.filter(stays)) as Record<Key, Value>;
}
