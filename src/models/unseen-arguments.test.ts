import { describe, expect, it } from 'vitest';
import { readShippedFile } from '../../test/support/shipped-prices.ts';
import { loadModels } from './index.ts';
import { argumentsNamed } from './price-rules/arguments-named.ts';
import { spelling } from './price-rules/values.ts';

interface Row {
  endpoint_id: string;
  rule: { kind: string; seconds?: { of: string } };
  confidence: string;
  evidence: string;
}

const rows = readShippedFile().prices as unknown as Row[];
const models = loadModels();

function propertiesOf(id: string): Record<string, { default?: unknown }> {
  try {
    return (models.schemas(id).input?.['properties'] ?? {}) as Record<string, { default?: unknown }>;
  } catch {
    return {};
  }
}

/** What a rule says of arguments whose effect on the price nobody printed. */
function unseenIn(value: unknown): { argument?: string; seen?: unknown[]; why?: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]: [string, unknown]) =>
    name === 'unseen' ? (inside as ReturnType<typeof unseenIn>) : unseenIn(inside),
  );
}

describe('a price that is known for some arguments only', () => {
  it("is for fal's own defaults", () => {
    const known = rows.flatMap(({ endpoint_id, rule }) =>
      unseenIn(rule).flatMap(({ argument = '', seen }) => {
        const standard = propertiesOf(endpoint_id)[argument]?.default;
        if (standard === undefined || typeof standard === 'object') return [];
        return [{ endpoint_id, argument, standard: spelling(standard), seen: spelling(seen?.[0]) }];
      }),
    );
    expect(known.length).toBeGreaterThan(40);
    for (const each of known) expect(each).toMatchObject({ seen: each.standard });
  });

  it('names every argument that may change the work, where only a base unit of fal was seen', () => {
    const ofBaseUnits = rows.filter(
      ({ evidence, rule: { kind, seconds } }) =>
        evidence.includes('pricing API') && /^per_(video|second)$/.test(kind) && seconds?.of !== 'not_known',
    );
    expect(ofBaseUnits.length).toBeGreaterThan(40);
    const forgotten = ofBaseUnits.flatMap(({ endpoint_id, rule }) => {
      const named = argumentsNamed(rule);
      return Object.keys(propertiesOf(endpoint_id))
        .filter((name) => !named.has(name) && !CHANGES_NO_WORK.test(name))
        .map((name) => `${endpoint_id}: ${name}`);
    });
    expect(forgotten).toEqual([]);
  });

  it('is every one of low confidence', () => {
    const low = rows.filter(({ confidence, rule }) => confidence === 'low' && rule.kind !== 'not_known');
    expect(low.filter(({ rule }) => unseenIn(rule).length === 0)).toEqual([]);
  });
});

/** What is shown, from what, and how it is written down. */
const CHANGES_NO_WORK = new RegExp(
  [
    'prompt|seed|_urls?$|safety|sync_mode|guid(ance|e)_scale|cfg|^shift$|strength|aspect_ratio|_scale$|^elements$',
    '^video_(quality|write_mode|output_type)$|^style$|^pikaffect$|^effect_type$|^subject$|^dynamic_masks$',
    '^loras$|^reverse_video$|^track$|^trajectories$|^cond_aug$|^motion_bucket_id$',
    // One of one value; the sound of the input; which part is made anew.
    '^keep_(audio|original_sound)$|^retake_mode$|^start_time$',
    // Without interpolated frames they do nothing.
    '^interpolator_model$|^adjust_fps_for_interpolation$',
  ].join('|'),
);
