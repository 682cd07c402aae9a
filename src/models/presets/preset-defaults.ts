import { spellSeconds } from './duration-rule.ts';
import type { Preset } from './preset-shape.ts';

/** What the preset sends when the task asks nothing: its defaults and its duration. */
export function presetDefaults({ defaults, duration }: Preset): Record<string, unknown> {
  if (duration === null || duration.spelling === 'fixed' || duration.default_seconds === null) {
    return { ...defaults };
  }
  return { ...defaults, [duration.field]: spellSeconds(duration.default_seconds, duration) };
}
