import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rankVotes } from './rank-votes.ts';
import { readVotes } from './read-votes.ts';
import type { Vote, VotesFile } from './votes-file.ts';

const axes = (model: string) => ({
  model,
  prompt: 'p1',
  picture: null,
  seed: 1,
  duration_seconds: 5,
  repeat: 1,
});
const MODELS = ['kling', 'veo', 'wan', 'sora'];

/** `kling>veo`, `veo=wan`: the left one is shown on the left. */
function fileOf(votes: string[], over: Partial<VotesFile> = {}): VotesFile {
  return {
    kind: 'fal-video-votes',
    version: 1,
    slug: 'walk',
    simulated: false,
    voter: 'voter_1',
    question: 'Which?',
    saved_at: '2026-11-20T10:00:00Z',
    votes: votes.map((text, index): Vote => {
      const [, a = '', sign, b = ''] = /^(\w+)([<=>])(\w+)$/.exec(text) ?? [];
      return {
        a: `c_${a}`,
        b: `c_${b}`,
        winner: sign === '>' ? 'a' : sign === '<' ? 'b' : 'tie',
        at: `t${index}`,
      };
    }),
    cells: Object.fromEntries(
      MODELS.map((model) => [`c_${model}`, { endpoint_id: `fal-ai/${model}`, axes: axes(model) }]),
    ),
    ...over,
  };
}
const times = (many: number, text: string) => Array.from({ length: many }, () => text);

describe('votes become a ranking of models', () => {
  it('with places that the votes do not rule out', () => {
    const { groups, votes, ties, voters } = rankVotes([
      fileOf([
        ...times(30, 'kling>wan'),
        ...times(30, 'wan<veo'),
        ...times(8, 'veo>kling'),
        ...times(8, 'kling>veo'),
        ...times(4, 'veo=kling'),
      ]),
    ]);
    expect([votes, ties, voters]).toEqual([80, 4, 1]);
    const places = Object.fromEntries(
      (groups[0] ?? []).map(({ model, best_place, worst_place }) => [model, [best_place, worst_place]]),
    );
    expect(places).toEqual({ kling: [1, 2], veo: [1, 2], wan: [3, 3] });
    for (const { chance, chance_low, chance_high } of groups[0] ?? []) {
      expect(chance_low).toBeLessThan(chance);
      expect(chance).toBeLessThan(chance_high);
    }
  });

  it('a file that was saved twice counts once; another voter counts anew', () => {
    const early = fileOf(['kling>veo']);
    const late = fileOf(['kling>veo', 'veo>wan']);
    expect(rankVotes([early, late]).votes).toBe(2);
    const both = rankVotes([late, fileOf(['kling>veo'], { voter: 'voter_2' })]);
    expect([both.votes, both.voters]).toEqual([3, 2]);
  });

  it('votes of different experiments, or paid and simulated ones, are not mixed', () => {
    expect(() => rankVotes([fileOf([]), fileOf([], { slug: 'run' })])).toThrow('2 experiments: walk, run');
    expect(() => rankVotes([fileOf([]), fileOf([], { simulated: true })])).toThrow('simulated');
  });
});

describe('a ranking says how far it can be trusted', () => {
  const doubts = (votes: string[], over: Partial<VotesFile>[] = [{}, { voter: 'voter_2' }]) =>
    rankVotes(over.map((one) => fileOf(votes, one))).doubts.join('\n');

  it('when groups were never compared', () => {
    expect(doubts(['kling>veo', 'wan>sora'])).toContain('No vote joins these groups');
  });

  it('when votes are few, of one voter, or of none', () => {
    expect(doubts(['kling>veo'])).toContain('Fewer than 10 votes: kling (2), veo (2)');
    expect(doubts(['kling>veo'], [{}])).toContain('one voter');
    expect(doubts([])).toBe('There are no votes between two models, so there is nothing to rank.');
  });

  it('when a model won everything, was never seen, or a side wins too often', () => {
    const text = doubts([...times(15, 'kling>veo'), ...times(15, 'veo>wan')]);
    expect(text).toContain('kling won every vote');
    expect(text).toContain('wan lost every vote');
    expect(text).toContain('Never voted on: sora.');
    expect(text).toContain('The left clip won 60 of 60');
  });

  it('and has nothing to say against many votes of several voters', () => {
    const even = [
      'kling>veo',
      'veo>kling',
      'veo<wan',
      'wan<veo',
      'sora>wan',
      'wan<sora',
      'wan>sora',
      'sora<wan',
    ];
    expect(doubts(even.flatMap((text) => times(6, text)))).toBe('');
  });
});

describe('a votes file', () => {
  const write = async (text: string) => {
    const path = join(await mkdtemp(join(tmpdir(), 'votes-')), 'my-votes.json');
    await writeFile(path, text);
    return path;
  };

  it('is read as it was saved', async () => {
    const file = fileOf(['kling>veo']);
    expect(await readVotes(await write(JSON.stringify(file)))).toEqual(file);
  });

  it.each([
    ['{"kind":', 'my-votes.json is not a votes file: it is not JSON'],
    ['{"kind": "results"}', 'at kind'],
    [
      JSON.stringify({ ...fileOf([]), votes: [{ a: 'x', b: 'c_veo', winner: 'a', at: 't' }] }),
      'votes.0 names x',
    ],
    [
      JSON.stringify({ ...fileOf([]), votes: [{ a: 'c_veo', b: 'c_veo', winner: 'a', at: 't' }] }),
      'with itself',
    ],
    [
      JSON.stringify({ ...fileOf([]), votes: [{ a: 'c_veo', b: 'c_wan', winner: 'left', at: 't' }] }),
      'at votes.0.winner',
    ],
  ])('is refused with the place where it is wrong: %s', async (text, words) => {
    await expect(write(text).then(readVotes)).rejects.toThrow(words);
  });

  it('that is not there is named', async () => {
    await expect(readVotes('/nowhere/votes.json')).rejects.toThrow(
      '/nowhere/votes.json cannot be read (ENOENT)',
    );
  });
});
