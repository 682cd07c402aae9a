import { join } from 'node:path';
import { z } from 'zod';
import { configurationError } from '../errors.ts';
import { parseJson } from '../util/json.ts';
import { type Micros, microsFromUsd, microsOrNull } from '../util/money.ts';
import { NoText, readTextIfExists } from '../util/read-text.ts';

/** More than anybody's cap, and little enough to be counted to the micro-dollar. */
const MOST_USD = 1_000_000_000;
const usd = z.number().nonnegative().max(MOST_USD);

/** `fal-video.config.json`: written by the user alone; no tool can change it. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  /** The most that one job may cost. */
  max_job_usd: usd.default(3),
  max_experiment_usd: usd.default(10),
  /** The most that all jobs of one UTC day may cost together. */
  max_day_usd: usd.default(25),
  /** Above this price a job needs a quote that was shown before. */
  ask_above_usd: usd.default(1),
  /** What a job of unknown price counts as; `null` refuses it. */
  unknown_price_ceiling_usd: usd.nullable().default(null),
  /** Further folders that input pictures may be read from, absolute or relative to the project. */
  input_roots: z.array(z.string()).default([]),
  default_model: z.string().optional(),
  /** So many jobs of experiments are at fal at once; fal's own limit is 2 for a new account, up to 40. */
  max_concurrent_jobs: z.int().min(1).max(100).default(2),
  /** The same for single endpoints, by their id, where some take fewer. */
  max_concurrent_by_endpoint: z.record(z.string(), z.int().min(1).max(100)).default({}),
  /** After so many failures in a row an experiment starts no more jobs. */
  stop_after_failures: z.int().min(1).default(5),
  /** Models that fal has retired and that may be paid for all the same, by alias or endpoint id. */
  allow_retired: z.array(z.string()).default([]),
});

export interface Config {
  max_job: Micros;
  max_experiment: Micros;
  max_day: Micros;
  ask_above: Micros;
  unknown_price_ceiling: Micros | null;
  input_roots: string[];
  default_model: string | undefined;
  max_concurrent_jobs: number;
  max_concurrent_by_endpoint: Record<string, number>;
  stop_after_failures: number;
  allow_retired: string[];
}

export const CONFIG_FILE = 'fal-video.config.json';

export async function readConfig(root: string): Promise<Config> {
  try {
    const text = await readTextIfExists(join(root, CONFIG_FILE));
    return parseConfig(text === null ? {} : parseJson(text));
  } catch (cause) {
    if (cause instanceof NoText) throw badConfig(`${CONFIG_FILE} cannot be read: ${cause.message}.`, cause);
    if (cause instanceof SyntaxError) throw badConfig(`${CONFIG_FILE} is not JSON: ${cause.message}`, cause);
    throw cause;
  }
}

export function parseConfig(value: unknown): Config {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    throw badConfig(`${CONFIG_FILE}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  }
  const { max_job_usd, max_experiment_usd, max_day_usd, ask_above_usd, unknown_price_ceiling_usd } =
    parsed.data;
  return {
    max_job: microsFromUsd(max_job_usd),
    max_experiment: microsFromUsd(max_experiment_usd),
    max_day: microsFromUsd(max_day_usd),
    ask_above: microsFromUsd(ask_above_usd),
    unknown_price_ceiling: microsOrNull(unknown_price_ceiling_usd),
    input_roots: parsed.data.input_roots,
    default_model: parsed.data.default_model,
    max_concurrent_jobs: parsed.data.max_concurrent_jobs,
    max_concurrent_by_endpoint: parsed.data.max_concurrent_by_endpoint,
    stop_after_failures: parsed.data.stop_after_failures,
    allow_retired: parsed.data.allow_retired,
  };
}

const badConfig = (message: string, cause?: unknown) =>
  configurationError({
    code: 'BAD_CONFIG',
    message,
    next: `Fix ${CONFIG_FILE}; nothing is spent until it can be read.`,
    cause,
  });
