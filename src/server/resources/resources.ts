import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { asFalVideoError } from '../../errors.ts';
import type { Job } from '../../jobs/store/job.ts';
import { safeData, safeText } from '../../util/safe-text.ts';
import type { ToolContext } from '../define-tool.ts';
import { fit } from '../answer/fit.ts';
import { viewOf } from '../jobs/job-answer.ts';
import { ledgerTotals } from '../spending/ledger-totals.ts';
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
    names: async ({ jobs }) => newestFirst(await jobs.list()).map(({ job_id }) => job_id),
    read: async (context, name) => {
      const job = (await context.jobs.list()).find(({ job_id }) => job_id === name);
      return job && { ...viewOf(context, job), ...jobInFull(job) };
    },
  },
  {
    name: 'experiments',
    title: 'An experiment',
    description: 'The jobs of one experiment, with their totals.',
    listed: true,
    names: async ({ jobs }) => {
      const named = newestFirst(await jobs.list()).map(({ plan }) => plan.experiment);
      return [...new Set(named)].filter((name) => name !== null);
    },
    read: async (context, name) => {
      const jobs = newestFirst(await context.jobs.list()).filter(({ plan }) => plan.experiment === name);
      if (jobs.length === 0) return undefined;
      const rows = (await context.ledger()).filter(({ experiment }) => experiment === name);
      return {
        experiment: name,
        totals: ledgerTotals(rows),
        jobs: jobs.map((job) => ({ cell: job.plan.cell, ...viewOf(context, job) })),
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
      const rows = (await opened(opening, (context) => context.ledger())).toReversed();
      return json(uri, { totals: ledgerTotals(rows), rows: rows.slice(0, MOST_ROWS) });
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

const newestFirst = (jobs: readonly Job[]) =>
  jobs.toSorted((a, b) => (b.times.planned ?? '').localeCompare(a.times.planned ?? ''));
