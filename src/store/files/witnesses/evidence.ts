import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileTypeOf, SNIFF_BYTES } from '../../../fal/files/file-type.ts';
import type { FalAnswer } from '../../../fal/types.ts';
import { readLedger, readLedgerTable } from '../../../ledger/ledger.ts';
import type { LedgerRow } from '../../../ledger/ledger-row.ts';
import type { PriceEstimate } from '../../../models/types.ts';
import { sha256OfFile } from '../../../util/hash.ts';
import type { ProjectPaths } from '../../../project/project-paths.ts';
import { readIfExists } from '../../../util/atomic-file.ts';
import type { InputRecord, OutputFile } from '../../job.ts';
import { runFolders } from './ask-files.ts';
import { type Manifest, readManifest } from './manifest.ts';

/** Everything that the files beside the journal still tell of one job. */
export interface Evidence {
  job_id: string;
  /** Its folder, absolute; `null` where only the ledger knows it. */
  folder: string | null;
  /** The folder of its batch, relative to the project. */
  batch: string;
  manifest: Manifest | null;
  /** Why `run.json` cannot be read; `null` where it can, or where there is none. */
  unreadable: string | null;
  /** Of the ledger, its table and the results of its batch, the newest. */
  row: LedgerRow | null;
  /** What `batch.json` says of it, written before it was sent. */
  listed: ListedJob | null;
  /** fal's answer to the submit, as it came. */
  create: FalAnswer | null;
  request_id: string | null;
  /** The files that its row names and that are there. */
  outputs: OutputFile[];
  /** The files that say all this, relative to the project. */
  from: string[];
}

/** A job in `batch.json`. */
export interface ListedJob {
  job_id: string;
  model_alias?: string | null;
  endpoint_id: string;
  prompt?: string | null;
  inputs?: InputRecord[];
  arguments?: Record<string, unknown>;
  estimate?: PriceEstimate;
  reserved_micros: number;
  /** Of the batch. */
  created_at?: string;
}

/** Finds what there is of a job. Reads its files in full: for the repair alone. */
export async function openEvidence(paths: ProjectPaths): Promise<(jobId: string) => Promise<Evidence>> {
  const folders = await runFolders(paths.fal);
  const rows = [...(await readLedger(paths)), ...(await readLedgerTable(paths))];
  return async (jobId) => {
    const mine = rows.filter(({ job_id }) => job_id === jobId);
    return await evidenceOf(jobId, folders.get(jobId) ?? null, mine, paths);
  };
}

async function evidenceOf(
  job_id: string,
  folder: string | null,
  rows: readonly LedgerRow[],
  paths: ProjectPaths,
): Promise<Evidence> {
  const inFolder = (name: string) => join(folder ?? '', name);
  const inBatch = (name: string) => join(folder ?? '', '..', name);
  const read = async (path: string) => (folder === null ? null : await readObject(path));
  const written = folder === null ? null : await readManifest(job_id, folder);
  const manifest = typeof written === 'string' ? null : written;
  const create = await read(inFolder('create.json'));
  const headers = await read(inFolder('create-headers.json'));
  const last = await read(inFolder('final-headers.json'));
  const row = newest([...rows, ...listOf<LedgerRow>(await read(inBatch('results.json')), 'rows', job_id)]);
  const batch = await read(inBatch('batch.json'));
  const [listed] = listOf<ListedJob>(batch, 'jobs', job_id);
  const ids = [
    manifest?.handle?.request_id,
    create?.['request_id'],
    (last?.['headers'] as { request_id?: unknown } | undefined)?.request_id,
    row?.request_id,
  ];
  const sources = [
    [manifest, inFolder('run.json')],
    [create, inFolder('create.json')],
    [last, inFolder('final-headers.json')],
    [row, paths.ledgerJsonl],
    [listed ?? null, inBatch('batch.json')],
  ] as const;
  return {
    job_id,
    folder,
    batch: paths.relative(folder === null ? batchOf(row, paths) : dirname(folder)),
    manifest,
    unreadable: typeof written === 'string' ? written : null,
    row,
    listed: listed === undefined ? null : { ...listed, created_at: String(batch?.['created_at']) },
    create:
      headers === null || create === null ? null : ({ ...headers, body: create } as unknown as FalAnswer),
    request_id: ids.find((id): id is string => typeof id === 'string' && id !== '') ?? null,
    outputs: row === null ? [] : await outputsOf(row, paths),
    from: sources.flatMap(([found, path]) => (found === null ? [] : [paths.relative(path)])),
  };
}

const newest = (rows: readonly LedgerRow[]): LedgerRow | null =>
  rows.toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0))[0] ?? null;

/** Where a job without a folder belongs. A row may have been edited: never out of the folder of batches. */
function batchOf(row: LedgerRow | null, paths: ProjectPaths): string {
  const batch = dirname(dirname(paths.absolute(row?.run_manifest ?? '')));
  return dirname(batch) === paths.fal ? batch : join(paths.fal, 'restored');
}

async function outputsOf(row: LedgerRow, paths: ProjectPaths): Promise<OutputFile[]> {
  const urls = row.output_urls.split('|');
  const outputs: OutputFile[] = [];
  for (const [index, path] of row.output_files.split('|').entries()) {
    const file = paths.absolute(path);
    const found = dirname(file).startsWith(paths.fal) ? await fileFacts(file).catch(() => null) : null;
    if (found !== null) outputs.push({ path, url: urls[index] ?? '', ...found, video: null });
  }
  return outputs;
}

async function fileFacts(path: string): Promise<Pick<OutputFile, 'content_type' | 'bytes' | 'sha256'>> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    const type = fileTypeOf(buffer.subarray(0, bytesRead), { name: path, content_type: null });
    const { size: bytes } = await file.stat();
    return {
      content_type: type?.content_type ?? 'application/octet-stream',
      bytes,
      sha256: await sha256OfFile(path),
    };
  } finally {
    await file.close();
  }
}

/** A file that is not there, or cannot be read, tells nothing: others may. */
async function readObject(path: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse((await readIfExists(path)) ?? 'null');
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

/** What a list in a file says of the job, as far as it can be counted. */
function listOf<Item extends { job_id: string; reserved_micros?: number }>(
  file: Record<string, unknown> | null,
  name: string,
  jobId: string,
): Item[] {
  const list = Array.isArray(file?.[name]) ? (file[name] as (Item | null)[]) : [];
  return list.filter((item): item is Item => item?.job_id === jobId);
}
