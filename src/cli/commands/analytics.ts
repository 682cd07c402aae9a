import { z } from 'zod';
import type { PlainCommand, Session } from '../command.ts';
import { badOption } from '../param.ts';
import { endpointOf, printList, reportOptions } from '../platform.ts';

/** In which form the metrics come; at least one is named to fal. */
const FORMS = ['summary', 'time_series'] as const;
/** The metrics that fal has (platform API, GET /models/analytics). */
const METRICS = [
  'request_count',
  'success_count',
  'user_error_count',
  'error_count',
  'p50_prepare_duration',
  'p75_prepare_duration',
  'p90_prepare_duration',
  'p50_duration',
  'p75_duration',
  'p90_duration',
] as const;
const USUAL = [
  'request_count',
  'success_count',
  'user_error_count',
  'error_count',
  'p50_duration',
  'p90_duration',
];

const own = z.object({
  endpoint_ids: z
    .array(z.string())
    .optional()
    .describe("Endpoint ids or aliases, at most 50. Default: those of this project's jobs"),
  expand: z
    .array(z.enum([...FORMS, ...METRICS]))
    .default([])
    .describe('Forms (default summary) and metrics (default: counts and the middle and slow durations)'),
  ...reportOptions,
});

export const analyticsCommand: PlainCommand<z.output<typeof own>> = {
  name: 'analytics',
  group: 'Money',
  about: "Shows how many of the account's requests succeeded, and how long they took",
  positionals: ['endpoint_ids'],
  own,
  run: (host, { endpoint_ids, expand, ...query }) =>
    printList(host, async (session) =>
      session.context.fal.analytics({
        ...query,
        expand: withUsual(expand),
        endpoint_id: await endpointsOf(endpoint_ids, session),
      }),
    ),
};

function withUsual(expand: readonly string[]): string[] {
  const forms = expand.filter((name) => isForm(name));
  const metrics = expand.filter((name) => !isForm(name));
  return [...(forms.length > 0 ? forms : ['summary']), ...(metrics.length > 0 ? metrics : USUAL)];
}

const isForm = (name: string) => FORMS.some((form) => form === name);

async function endpointsOf(names: readonly string[] | undefined, { context }: Session): Promise<string[]> {
  if (names !== undefined) return names.map((name) => endpointOf(context.models, name));
  const used = await context.jobs.endpoints();
  if (used.length > 0) return used;
  throw badOption(
    'ENDPOINT is missing: this project has no jobs yet to take them from.',
    'Name one or more, such as fal-ai/veo3.1/fast/image-to-video.',
  );
}
