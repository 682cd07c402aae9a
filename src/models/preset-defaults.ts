import type { Preset } from './preset-schema.ts';
import { spellSeconds } from './spell-seconds.ts';

/** What the preset sends when the task asks nothing: its defaults and its duration. */
export function presetDefaults({ defaults, duration }: Preset): Record<string, unknown> {
  if (duration === null) return { ...defaults };
  return { ...defaults, [duration.field]: spellSeconds(duration.default_seconds, duration.spelling) };
}
