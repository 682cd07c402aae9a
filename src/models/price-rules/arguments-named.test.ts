import { describe, expect, it } from 'vitest';
import { readShippedFile, shippedPrice } from '../../../test/support/shipped-prices.ts';
import { argumentsNamed } from './arguments-named.ts';

/** What any rule may look at: the inputs of a call, which their schema knows. */
const INPUTS = /^(?:.*_)?(?:image|frame|video|audio)_urls?$|^elements$/;

describe('the arguments that a price rule names', () => {
  it('are all that it looks at, in every price that ships', () => {
    for (const { endpoint_id, rule } of readShippedFile().prices as { endpoint_id: string; rule: object }[]) {
      const looked = new Set<string>();
      const args = new Proxy<Record<string, unknown>>(
        {},
        {
          get: (_, name) => {
            looked.add(String(name));
            return undefined;
          },
        },
      );
      shippedPrice(endpoint_id, args);
      const named = argumentsNamed(rule);
      expect([endpoint_id, [...looked].filter((name) => !INPUTS.test(name) && !named.has(name))]).toEqual([
        endpoint_id,
        [],
      ]);
    }
  });

  it('are read from every way of naming one', () => {
    const rule = {
      kind: 'sum',
      parts: [
        {
          keys: ['resolution'],
          defaults: { resolution: '720p', sound: true },
          rates: { duration: 1 },
          seconds: { of: 'output', argument: 'length', shots: { argument: 'multi_prompt', default: 5 } },
        },
        {
          voice_key: 'generate_audio',
          frames_argument: 'num_frames',
          seconds: { per_second_argument: 'fps' },
          images: { argument: 'num_images', up_to: 'max_images' },
          areas: [{ up_to: [1, 1] }],
          size_argument: 'image_size',
          base_seconds: 5,
          multiply: [{ when: { argument: 'pro_mode', is: true } }],
        },
      ],
    };
    expect([...argumentsNamed(rule)].toSorted()).toEqual([
      'duration',
      'elements',
      'fps',
      'image_size',
      'length',
      'max_images',
      'multi_prompt',
      'num_frames',
      'num_images',
      'pro_mode',
      'resolution',
      'sound',
      'voice_ids',
    ]);
  });
});
