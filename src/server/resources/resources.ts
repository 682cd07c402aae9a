import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { asFalVideoError } from '../../errors.ts';
import { safeData, safeText } from '../../util/safe-text.ts';
import type { ToolContext } from '../define-tool.ts';
import { fit } from '../answer/fit.ts';
import { fitted } from '../answer/page.ts';
import { viewOf } from '../jobs/job-answer.ts';
import { totalsOf } from '../spending/ledger-totals.ts';
import { jobInFull } from '../answer/views.ts';
import { usdOrNull } from '../../util/money.ts';

export type Opening = ToolContext | Promise<ToolContext>;

export const SCHEME = 'fal-video://';

/** A kind of thing that is read by its name. */
interface Kind {
  name: string;
  title: string;
  description: string;
  /** Newest first. */
  names(context: ToolContext): Promise<string[]>;
  /** `undefined` where there is none of this name. */
  read(context: ToolContext, name: string): Promise<Record<string, unknown> | undefined>;
  /** Whether the newest stand in the list, too; else they are found by completion alone. */
  listed: boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: 'jobs',
    title: 'A job',
    description: 'The whole record of one job: arguments and how each came about, times, cost, files.',
    listed: true,
    names: async ({ jobs }) =>
      (await jobs.list({ newest: true, limit: MOST_NAMES })).map(({ job_id }) => job_id),
    read: async (context, name) => {
      const [job] = await context.jobs.list({ ids: [name] });
      return job && { ...viewOf(context, job), ...jobInFull(job) };
    },
  },
  {
    name: 'experiments',
    title: 'An experiment',
    description: 'The newest jobs of one experiment, with the totals of all.',
    listed: true,
    names: ({ jobs }) => jobs.experiments(MOST_NAMES),
    read: async (context, name) => {
      const jobs = await context.jobs.list({ experiment: name, newest: true, limit: MOST_ROWS });
      if (jobs.length === 0) return undefined;
      const views = jobs.map((job) => ({ cell: job.plan.cell, ...viewOf(context, job) }));
      const count = await context.jobs.count({ experiment: name });
      const { items, left } = fitted(views, count, ({ job_id }) => job_id);
      return {
        experiment: name,
        totals: totalsOf(await context.jobs.ledger.totals({ experiment: name })),
        jobs: items,
        // `get_experiment` tells of all.
        left,
      };
    },
  },
  {
    name: 'presets',
    title: 'A preset',
    description: 'What is known of one model: arguments, inputs, preset defaults, price rule.',
    listed: false,
    names: ({ models }) => {
      const aliases = models.list({ preset: true }).map(({ alias }) => alias);
      return Promise.resolve(aliases.filter((alias) => alias !== null));
    },
    read: ({ models }, name) => {
      const known = models.list({ preset: true }).some(({ alias }) => alias === name);
      if (!known) return Promise.resolve(undefined);
      const { default_price_micros, ...detail } = models.get(name);
      return Promise.resolve({ ...detail, default_run_usd: usdOrNull(default_price_micros) });
    },
  },
];

/** The records of the project, for a person to attach and a client to read: all of it can also be had by tools. */
export function registerResources(server: McpServer, opening: Opening): void {
  server.registerResource(
    'ledger',
    `${SCHEME}ledger`,
    {
      title: 'The ledger',
      description: 'The newest runs with what they cost, and the totals of all.',
      mimeType: JSON_TYPE,
    },
    async (uri) => {
      return await opened(opening, async ({ jobs: { ledger } }) =>
        json(uri, {
          totals: totalsOf(await ledger.totals({})),
          rows: await ledger.runs({}, { limit: MOST_ROWS }),
        }),
      );
    },
  );
  for (const kind of KINDS) registerKind(server, kind, opening);
}

function registerKind(server: McpServer, kind: Kind, opening: Opening): void {
  const { title, description } = kind;
  const names = () => opened(opening, (context) => kind.names(context));
  const list = async () => ({
    resources: (await names()).slice(0, MOST_LISTED).map((name) => ({
      uri: `${SCHEME}${kind.name}/${encodeURIComponent(name)}`,
      name: safeText(name, 100),
      mimeType: JSON_TYPE,
    })),
  });
  const complete = async (typed: string) => (await names()).filter((name) => name.startsWith(typed));
  server.registerResource(
    kind.name,
    new ResourceTemplate(`${SCHEME}${kind.name}/{name}`, {
      list: kind.listed ? list : undefined,
      complete: { name: complete },
    }),
    { title, description, mimeType: JSON_TYPE },
    async (uri, { name }) => {
      const wanted = decodeURIComponent(String(name));
      const found = await opened(opening, (context) => kind.read(context, wanted));
      if (found === undefined) throw new ResourceNotFoundError(uri.href);
      return json(uri, found);
    },
  );
}

const JSON_TYPE = 'application/json';
const MOST_LISTED = 20;
const MOST_ROWS = 50;

/** A list or a read has no form for errors of ours but their words. */
export async function opened<Result>(
  opening: Opening,
  work: (context: ToolContext) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await opening);
  } catch (thrown) {
    const { code, message } = asFalVideoError(thrown);
    throw new Error(safeText(`${code}: ${message}`, 1000), { cause: thrown });
  }
}

function json(uri: URL, data: Record<string, unknown>): ReadResourceResult {
  const text = JSON.stringify(fit(safeData(data, 2000) as Record<string, unknown>));
  return { contents: [{ uri: uri.href, mimeType: JSON_TYPE, text }] };
}

/** Of older ones, the ledger tells. */
const MOST_NAMES = 100;
