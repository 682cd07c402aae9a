import { readdir } from 'node:fs/promises';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { heldRenderer } from '../../test/support/fake-renderer.ts';
import { openSimulator, submit, untilState } from '../../test/support/open-simulator.ts';
import { systemClock } from '../util/clock.ts';
import type { FaultPlan } from './faults/fault-plan.ts';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const fal = await openSimulator();
  await fal.close();
  return Number(new URL(fal.url).port);
}

describe('the simulator', () => {
  it('points all of the wire at itself, and says that it is no fal', async () => {
    const fal = await openSimulator();
    const host = new URL(fal.url).host;
    expect(fal.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(fal.hosts).toEqual({
      queue: fal.url,
      rest: fal.url,
      api: fal.url,
      media: [host],
      simulated: true,
    });
  });

  it('does not answer any more once it is closed, and may be closed twice', async () => {
    const fal = await openSimulator();
    await fal.close();
    await fal.close();
    await fal.closed;
    await expect(request(fal.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('closes with a job under way and begins no other', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    const first = await submit(fal);
    await submit(fal);
    await untilState(fal, first.json, 'IN_PROGRESS');
    const closing = fal.close();
    renderer.release();
    await closing;
    expect(renderer.specs).toHaveLength(1);
  });

  it('closes by itself when nobody asks and nothing runs', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ idleLimitMs: 1_000, renderer });
    const { json } = await submit(fal);
    await untilState(fal, json, 'IN_PROGRESS');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // Still there: a job is under way.
    expect((await fal.call('GET', '/simulator/books')).status).toBe(200);
    renderer.release();
    await fal.closed;
    await expect(request(fal.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('makes room for another one where it only stays until it is idle', async () => {
    const left = await openSimulator({ idleLimitMs: 600_000 });
    expect((await left.call('POST', '/simulator/make-room')).status).toBe(200);
    await left.closed;
    const wanted = await openSimulator();
    expect((await wanted.call('POST', '/simulator/make-room')).status).toBe(409);
    expect((await wanted.call('GET', '/simulator/books')).status).toBe(200);
  });

  it('says on which port it cannot listen', async () => {
    const fal = await openSimulator();
    await expect(openSimulator({ port: Number(new URL(fal.url).port) })).rejects.toMatchObject({
      code: 'PORT_NOT_FREE',
      fault: 'configuration',
    });
  });

  it('leaves no open port behind when its plan is none', async () => {
    const port = await freePort();
    const faults = { rules: [{ call: 'submit', kind: '500', chance: 2 }] } satisfies FaultPlan;
    await expect(openSimulator({ port, faults })).rejects.toMatchObject({ code: 'INVALID_FAULT_PLAN' });
    expect((await openSimulator({ port })).url).toContain(`:${port}`);
  });

  it('answers 404 and 405 to what it does not know', async () => {
    const fal = await openSimulator();
    expect((await fal.call('GET', '/nothing')).status).toBe(404);
    expect((await fal.call('PUT', '/v1/models')).status).toBe(405);
  });

  it('says the time of each answer by its own clock', async () => {
    const clock = { ...systemClock, now: () => new Date('2026-11-20T12:00:00Z') };
    const fal = await openSimulator({ clock });
    for (const path of ['/v1/models', '/nothing', await fal.upload()]) {
      expect((await fal.call('GET', path)).headers['date'], path).toBe('Fri, 20 Nov 2026 12:00:00 GMT');
    }
  });

  it('keeps its files in its folder', async () => {
    const fal = await openSimulator();
    await fal.upload();
    expect((await readdir(fal.folder)).toSorted()).toEqual(['books.jsonl', 'files']);
  });
});
