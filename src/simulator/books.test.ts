import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAILUO, type OpenSimulator, openSimulator, SEEDANCE } from '../../test/support/open-simulator.ts';
import type { FaultPlan } from './faults/fault-plan.ts';

/** Everything that can happen to a submit, in equal shares. */
const STORM: FaultPlan = {
  rules: (
    [
      'drop-before',
      'drop-after',
      '504-after-accept',
      '500',
      '500-after-accept',
      '429',
      'html',
      'half-json',
    ] as const
  ).map((kind) => ({ call: 'submit', kind, chance: 0.1 })),
};

async function submitMany(fal: OpenSimulator, count: number) {
  const image_url = await fal.upload();
  const numbers = Array.from({ length: count }, (_, number) => number);
  const outcomes = await Promise.all(
    numbers.map(async (number) => {
      const endpoint = number % 2 === 0 ? HAILUO : SEEDANCE;
      const body = { prompt: `take ${number}`, image_url };
      const answer = await fal.call('POST', `/${endpoint}`, { body }).catch(() => null);
      return { number, endpoint, requestId: answer?.json['request_id'] };
    }),
  );
  return outcomes;
}

async function untilAllEnded(fal: OpenSimulator) {
  while (fal.books.accepted().some(({ ended_at }) => ended_at === null)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the books', () => {
  it('hold exactly what was accepted under faults, and its bill', async () => {
    const fal = await openSimulator({ faults: STORM, seed: 42, accountLimit: 40 });
    const outcomes = await submitMany(fal, 80);
    await untilAllEnded(fal);

    const struck = fal.books.strikes.map(({ kind }) => kind);
    const notAccepted = struck.filter((kind) => ['drop-before', '500', '429'].includes(kind)).length;
    expect(new Set(struck).size).toBe(STORM.rules.length);
    const entries = fal.books.accepted();
    expect(entries).toHaveLength(80 - notAccepted);

    const answered = outcomes.filter(({ requestId }) => requestId !== undefined);
    expect(answered).toHaveLength(80 - struck.length);
    for (const { requestId, endpoint } of answered) {
      expect(fal.books.entry(String(requestId))).toMatchObject({ endpoint_id: endpoint, http_status: 200 });
    }

    const hailuo = entries.filter(({ endpoint_id }) => endpoint_id === HAILUO).length;
    const seedance = entries.length - hailuo;
    expect(fal.books.totalMicros()).toBe(hailuo * 270_000 + seedance * 259_200);
  });

  it('can be read by other processes, and from the file', async () => {
    const fal = await openSimulator();
    await submitMany(fal, 2);
    await untilAllEnded(fal);
    const { json } = await fal.call('GET', '/simulator/books', { key: null });
    expect(json).toMatchObject({
      accepted: { length: 2 },
      total_micros: 529_200,
      violations: [],
      strikes: [],
    });
    const lines = (await readFile(join(fal.folder, 'books.jsonl'), 'utf8')).trimEnd().split('\n');
    const events = lines.map((line): unknown => JSON.parse(line));
    expect(events).toEqual([
      { event: 'started' },
      expect.objectContaining({ event: 'accepted' }),
      expect.objectContaining({ event: 'accepted' }),
      expect.objectContaining({ event: 'ended', http_status: 200 }),
      expect.objectContaining({ event: 'ended', http_status: 200 }),
    ]);
  });

  it('notice when the same input comes again', async () => {
    const fal = await openSimulator();
    const body = { prompt: 'x', image_url: await fal.upload() };
    const first = await fal.call('POST', `/${HAILUO}`, { body });
    const second = await fal.call('POST', `/${HAILUO}`, { body });
    const other = await fal.call('POST', `/${SEEDANCE}`, { body });
    const sameAs = (answer: typeof first) =>
      fal.books.entry(String(answer.json['request_id']))?.same_input_as;
    expect([sameAs(first), sameAs(second), sameAs(other)]).toEqual([null, first.json['request_id'], null]);
  });
});
