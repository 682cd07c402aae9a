import type { ArgumentSchema } from '../arguments-of-schema.ts';
import { FRAMES_NAMES, RATE_NAMES, SECONDS_NAMES } from '../from-schema/map-duration.ts';
import type { Strange } from './strange.ts';

/** Lengths that no clip has, looked for before anything counts up to them. */
export function findEndless(properties: Record<string, ArgumentSchema>): Strange[] {
  const largest = (name: string) =>
    Math.max(
      ...[properties[name] ?? {}].flatMap((schema) =>
        [schema, ...(schema.anyOf ?? [])].map(({ maximum }) => maximum ?? 0),
      ),
    );
  const slow = RATE_NAMES.filter((name) => {
    const rate = properties[name]?.default;
    return typeof rate === 'number' && rate < 1;
  });
  return [
    ...SECONDS_NAMES.filter((name) => largest(name) > MOST_SECONDS).map((name) =>
      endless(name, `it takes up to ${largest(name)} seconds`),
    ),
    ...FRAMES_NAMES.filter((name) => largest(name) > MOST_SECONDS * 120).map((name) =>
      endless(name, `it takes up to ${largest(name)} frames`),
    ),
    ...slow.map((name) => endless(name, 'the rate is below one frame a second')),
  ];
}

/** Longer than any clip that fal makes in one piece. */
const MOST_SECONDS = 600;
const endless = (field: string, why: string): Strange => ({ field, why, decide: 'which lengths make sense' });
