import { z } from 'zod';
import type { PlatformList } from '../fal/platform-types.ts';
import type { Models } from '../models/types.ts';
import { needKey } from '../server/jobs/need-key.ts';
import { safeData } from '../util/safe-text.ts';
import type { CommandContext, Session } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { showRows } from './show/rows.ts';
import { withProject } from './with-project.ts';

/** What the commands that print fal's own answers share. */

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const time = (about: string) =>
  z
    .string()
    .refine((text) => DATE.test(text) && !Number.isNaN(Date.parse(text)), {
      error: 'a day such as 2026-11-20, or a time such as 2026-11-20T08:00:00Z',
    })
    .optional()
    .describe(about);

export const spanOptions = {
  start: time('From this day or time on. Default: 24 hours ago'),
  end: time('Up to this day or time, itself left out. Default: now'),
};

export const pageOptions = (usual: number) => ({
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(usual)
    .describe(`How many rows; pages are followed. Default: ${usual}`),
  cursor: z.string().min(1).optional().describe('next_cursor of the answer before, with the same --limit'),
});

export const reportOptions = {
  ...spanOptions,
  timeframe: z
    .enum(['minute', 'hour', 'day', 'week', 'month'])
    .optional()
    .describe('Length of the buckets of time_series. Default: fal chooses'),
  timezone: z.string().min(1).optional().describe('For the buckets, such as Europe/Berlin. Default: UTC'),
  bound_to_timeframe: z
    .boolean()
    .optional()
    .describe(
      'true: moves start and end to the edges of a bucket, the default. false: keeps start and end as they are.',
    ),
  ...pageOptions(50),
};

/** Asks fal with the project open and its key there, and prints the rows of the answer. */
export async function printList(
  host: CommandContext,
  read: (session: Session) => Promise<PlatformList>,
): Promise<ExitCode> {
  return await withProject(host, async (session) => {
    needKey(session.context);
    const { rows, next_cursor } = await read(session);
    const answer = safeData(rows) as PlatformList['rows'];
    host.printer.answer({ ...answer, next_cursor }, () => showRows(answer, next_cursor, host.printer));
    return EXIT.done;
  });
}

/** An alias as its endpoint id; an id as it is, whether or not our list has it. */
export const endpointOf = (models: Models, name: string) =>
  name.includes('/') ? name : models.get(name).endpoint_id;
