import { z } from 'zod';
import type { PlainCommand } from '../command.ts';
import { endpointOf, printList, reportOptions } from '../platform.ts';

const own = z.object({
  endpoint_ids: z.array(z.string()).optional().describe('Endpoint ids or aliases. Default: all'),
  expand: z
    .array(z.enum(['summary', 'time_series', 'auth_method']))
    .min(1)
    .default(['summary'])
    .describe('What to show. Default: summary'),
  ...reportOptions,
});

export const usageCommand: PlainCommand<z.output<typeof own>> = {
  name: 'usage',
  group: 'Money',
  about: "Shows what fal's usage report says of the whole account (needs an admin key)",
  positionals: ['endpoint_ids'],
  own,
  run: (host, { endpoint_ids, expand, ...query }) =>
    printList(host, ({ context: { fal, models } }) =>
      fal.usage({
        ...query,
        // fal wants at least one of the two.
        expand: expand.some((name) => name !== 'auth_method') ? expand : ['summary', ...expand],
        endpoint_id: endpoint_ids?.map((name) => endpointOf(models, name)),
      }),
    ),
};
