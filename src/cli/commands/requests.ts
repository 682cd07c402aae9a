import { z } from 'zod';
import type { PlainCommand } from '../command.ts';
import { endpointOf, pageOptions, printList, spanOptions } from '../platform.ts';

const own = z.object({
  endpoint_id: z.string().describe('Endpoint id or alias'),
  request_id: z.string().min(1).optional().describe('Only this request; looked for in the last 90 days'),
  status: z.enum(['success', 'error', 'user_error']).optional().describe('Only requests that ended so'),
  sort_by: z.enum(['ended_at', 'duration']).optional().describe("Default: fal's own order, newest first"),
  expand: z
    .array(z.enum(['payloads']))
    .optional()
    .describe('What else to show: what was sent and what came'),
  ...spanOptions,
  ...pageOptions(20),
});

export const requestsCommand: PlainCommand<z.output<typeof own>> = {
  name: 'requests',
  group: 'Money',
  about: "Shows fal's history of the requests to one endpoint, ours or not",
  positionals: ['endpoint_id'],
  own,
  run: (host, { endpoint_id, ...query }) =>
    printList(host, ({ context: { fal, models } }) =>
      fal.requests({ ...query, endpoint_id: endpointOf(models, endpoint_id) }),
    ),
};
