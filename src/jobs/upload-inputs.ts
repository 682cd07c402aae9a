import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inputError } from '../errors.ts';
import { sha256OfFile } from '../project/input-file.ts';
import { readIfExists } from '../util/atomic-file.ts';
import { placeholderFor } from './prepare.ts';
import type { Job } from './types.ts';
import type { Workbench } from './workbench.ts';

/** The plan's arguments with each local file uploaded and its URL in place. */
export async function uploadInputs(bench: Workbench, job: Job): Promise<Record<string, unknown>> {
  const urls = new Map<string, string>();
  for (const { path, sha256, content_type } of job.plan.inputs) {
    if (path === null || sha256 === null) continue;
    const absolute = bench.project.places.absolute(path);
    // The price and the quote were for these bytes; other bytes are another job.
    if ((await sha256OfFile(absolute).catch(() => null)) !== sha256) {
      throw inputError({
        code: 'INPUT_CHANGED',
        message: `The input was changed or removed after the job was planned: ${path}`,
        next: 'Start the job again; nothing was sent.',
      });
    }
    urls.set(placeholderFor(sha256), await uploadOnce(bench, absolute, sha256, content_type ?? ''));
  }
  return replaced(job.plan.arguments, urls) as Record<string, unknown>;
}

async function uploadOnce(
  bench: Workbench,
  path: string,
  sha256: string,
  contentType: string,
): Promise<string> {
  const known = await rememberedUpload(bench, sha256);
  if (known !== null) return known;
  const { url } = await bench.fal.upload(path, contentType);
  await rememberUpload(bench, sha256, url);
  return url;
}

interface UploadRow {
  sha256: string;
  url: string;
  /** Storage origin: a simulator's files are no use to another one. */
  rest: string;
  at: string;
}

/** fal keeps uploads for at least seven days (fal FAQ); three leave room for a long queue. */
const REUSE_FOR_MS = 3 * 24 * 60 * 60 * 1000;

async function rememberedUpload({ project, fal, clock }: Workbench, sha256: string): Promise<string | null> {
  const text = (await readIfExists(project.places.uploads)) ?? '';
  const oldest = clock.now().getTime() - REUSE_FOR_MS;
  const known = text
    .split('\n')
    .flatMap(parseRow)
    .findLast((row) => row.sha256 === sha256 && row.rest === fal.hosts.rest && Date.parse(row.at) > oldest);
  return known?.url ?? null;
}

async function rememberUpload(
  { project, fal, clock }: Workbench,
  sha256: string,
  url: string,
): Promise<void> {
  const row: UploadRow = { sha256, url, rest: fal.hosts.rest, at: clock.now().toISOString() };
  await mkdir(dirname(project.places.uploads), { recursive: true });
  await appendFile(project.places.uploads, `\n${JSON.stringify(row)}`);
}

function parseRow(line: string): UploadRow[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as UploadRow];
  } catch {
    // A torn line costs one more upload, which is free.
    return [];
  }
}

/** The value with every text that is a key of `urls` replaced, at any depth: references come in lists. */
function replaced(value: unknown, urls: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return urls.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, urls));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, urls)]));
}
