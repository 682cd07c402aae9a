import { describe, expect, it } from 'vitest';
import type { Catalog } from '../catalog.ts';
import { differences, type LiveEntry, mergeLive } from './merge-live.ts';

const snapshot: Catalog = {
  sources: {},
  under: [],
  definitions: { Size: { type: 'object' } },
  entries: new Map([
    [
      'fal-ai/b',
      {
        endpoint_id: 'fal-ai/b',
        tasks: ['image-to-video'],
        medium: 'video',
        family: 'b',
        source: '@fal-ai/client',
        as_of: '2026-05-04',
        shared: true,
        input: {
          type: 'object',
          properties: { duration: { type: 'string', enum: ['5'] }, old: {} },
          required: ['duration'],
        },
      },
    ],
  ]),
};
const live: LiveEntry = {
  endpoint_id: 'fal-ai/b',
  input: { type: 'object', properties: { duration: { type: 'string', enum: ['5', '10'] }, fresh: {} } },
  licence: 'commercial',
  as_of: '2026-11-21',
};

describe('a live schema', () => {
  it("stands before the snapshot's, which keeps what the live answer does not say", () => {
    const entry = mergeLive(snapshot, [live]).entries.get('fal-ai/b');
    expect(entry?.input).toBe(live.input);
    expect(entry).toMatchObject({
      tasks: ['image-to-video'],
      family: 'b',
      licence: 'commercial',
      source: "fal's Platform API",
      as_of: '2026-11-21',
      definitions: {},
    });
    expect(entry).not.toHaveProperty('shared');
  });

  it('adds an endpoint that the snapshot lacks, in its place', () => {
    const { entries } = mergeLive(snapshot, [{ ...live, endpoint_id: 'fal-ai/a', tasks: ['extend'] }]);
    expect([...entries.keys()]).toEqual(['fal-ai/a', 'fal-ai/b']);
    expect(entries.get('fal-ai/a')).toMatchObject({ tasks: ['extend'], medium: 'video' });
  });

  it('leaves the snapshot itself as it was', () => {
    mergeLive(snapshot, [live]);
    expect(snapshot.entries.get('fal-ai/b')?.as_of).toBe('2026-05-04');
  });
});

describe('where the two disagree', () => {
  it('is told argument by argument', () => {
    const old = snapshot.entries.get('fal-ai/b');
    if (old === undefined) throw new Error('it is gone');
    expect(differences(old, live)).toEqual([
      'duration: enum was ["5"], is ["5","10"], is no longer required',
      'fresh is new',
      'old is gone',
    ]);
    expect(differences({ ...old, partial: true as const }, live)).not.toContain('old is gone');
    expect(differences(old, { ...live, ...(old.input === undefined ? {} : { input: old.input }) })).toEqual(
      [],
    );
  });

  it('leaves out what published types never say: bounds, and that a number is a whole one', () => {
    const types = { ...live, input: { properties: { seed: { type: 'number' } } } };
    const own = { ...live, input: { properties: { seed: { type: 'integer', minimum: 0 } } } };
    expect(differences(types, own)).toEqual([]);
    expect(differences(own, types)).toEqual([
      'seed: type was "integer", is "number", minimum was 0, is open',
    ]);
  });

  it('says that fal lists it as deprecated, once', () => {
    const retired = { ...live, retired: '2026-11-21' };
    expect(differences(live, retired)).toEqual(['fal lists it as deprecated since 2026-11-21']);
    expect(differences(retired, retired)).toEqual([]);
  });
});

describe('an endpoint that fal lists as deprecated', () => {
  it('is retired on the day on which that was first seen, and keeps its schema', () => {
    const { input: _, ...statusOnly } = { ...live, retired: '2026-11-21' };
    const entry = mergeLive(snapshot, [statusOnly]).entries.get('fal-ai/b');
    expect(entry?.status).toMatchObject({ state: 'retired', date: '2026-11-21', successor: null });
    expect(entry?.input).toBe(snapshot.entries.get('fal-ai/b')?.input);
    expect(entry?.as_of).toBe('2026-05-04');
  });
});
