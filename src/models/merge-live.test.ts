import { describe, expect, it } from 'vitest';
import type { Catalog } from './catalog.ts';
import { differences, type LiveEntry, mergeLive } from './merge-live.ts';

const snapshot: Catalog = {
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
    expect(differences(old, live)).toEqual(['duration has another enum', 'fresh is new', 'old is gone']);
    expect(differences({ ...old, partial: true }, live)).not.toContain('old is gone');
    expect(differences(old, { ...live, input: old.input ?? {} })).toEqual([]);
  });
});
