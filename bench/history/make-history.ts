import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreEvent } from '../../src/store/reservations.ts';
import { formatLine, type JournalEntry, parseLine } from '../../src/ledger/journal-line.ts';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import { type ProjectPaths, projectPaths } from '../../src/project/project-paths.ts';
import { request } from '../../test/support/requests.ts';
import { makeSandbox } from '../../test/support/sandbox.ts';

/** A job as it was really made over a simulated fal: its lines, and its row of the ledger. */
export interface Sample {
  lines: JournalEntry<StoreEvent>[];
  row: LedgerRow;
}

/** A job a minute, from here on. */
const BEGIN = Date.parse('2026-01-01T00:00:00Z');

/** Real jobs of two models, to be told again and again under other names. */
export async function takeSamples(): Promise<Sample[]> {
  const sandbox = await makeSandbox();
  try {
    const video = await sandbox.open();
    const made = [
      await video.generate(request()),
      await video.generate(request({ model: 'hailuo-02-standard-i2v', prompt: 'the hero waves' })),
    ];
    await video.close();
    const { journal } = projectPaths(sandbox.root, true);
    const entries = (await readFile(journal, 'utf8')).split('\n').flatMap((line) => {
      const parsed = parseLine<StoreEvent>(line);
      return parsed.kind === 'entry' ? [parsed.entry as JournalEntry<StoreEvent>] : [];
    });
    const again = await sandbox.open();
    const rows = await again.ledger();
    return made.map(({ job_id }) => {
      const row = rows.find((one) => one.job_id === job_id);
      if (row === undefined) throw new Error(`${job_id} has no row in the ledger`);
      return { lines: entries.filter(({ job }) => job === job_id), row };
    });
  } finally {
    await sandbox.close();
  }
}

/** Writes a journal and a ledger of so many jobs, as an older version would have left them: without an index. */
export async function makeHistory(
  root: string,
  samples: readonly Sample[],
  jobs: number,
): Promise<ProjectPaths> {
  const paths = projectPaths(root, true);
  await mkdir(dirname(paths.journal), { recursive: true });
  const journal = createWriteStream(paths.journal);
  const ledger = createWriteStream(paths.ledgerJsonl);
  for (let number = 0; number < jobs; number++) {
    const { lines, row } = samples[number % samples.length] as Sample;
    const at = new Date(BEGIN + number * 60_000).toISOString();
    const named = namer(row, number);
    const text = lines.map((line) => `\n${formatLine({ ...named(line), at })}`).join('');
    const isFull = !journal.write(text);
    const isFullToo = !ledger.write(`\n${JSON.stringify({ ...named(row), timestamp: at })}`);
    if (isFull) await once(journal, 'drain');
    if (isFullToo) await once(ledger, 'drain');
  }
  await Promise.all([journal, ledger].map((file) => once(file.end(), 'close')));
  return paths;
}

/** Ids in the place of the sample's. */
function namer({ job_id, request_id }: LedgerRow, number: number) {
  const tail = number.toString(36).padStart(10, '0');
  const requestId = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  return <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(job_id.slice('job_'.length), tail)
        .replaceAll(request_id ?? '', requestId),
    ) as Value;
}
