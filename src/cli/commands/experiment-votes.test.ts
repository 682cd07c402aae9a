import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typeLine } from '../../../test/support/type-line.ts';

it('experiment votes shows places, chances and doubts to a person, and the same as JSON to a program', async () => {
  const axes = (model: string) => ({
    model,
    prompt: 'p1',
    picture: null,
    seed: 1,
    duration_seconds: 5,
    repeat: 1,
  });
  const vote = (index: number) => ({ a: 'c1', b: 'c2', winner: index < 9 ? 'a' : 'b', at: `t${index}` });
  const file = {
    kind: 'fal-video-votes',
    version: 1,
    slug: 'walk',
    simulated: true,
    voter: 'v1',
    question: 'Which?',
    saved_at: '2026-11-20T10:00:00Z',
    votes: Array.from({ length: 12 }, (_, index) => vote(index)),
    cells: {
      c1: { endpoint_id: 'fal-ai/kling', axes: axes('kling') },
      c2: { endpoint_id: 'fal-ai/veo', axes: axes('veo') },
    },
  };
  const path = join(await mkdtemp(join(tmpdir(), 'votes-')), 'votes.json');
  await writeFile(path, JSON.stringify(file));

  const person = await typeLine(['experiment', 'votes', path], { terminal: true });
  expect(person.stdout).toContain('walk simulated: 12 votes of 1 voter, 0 ties');
  expect(person.stdout).toMatch(/PLACE +MODEL +WINS AGAINST AVERAGE/);
  expect(person.stdout).toMatch(/1 to 2 +kling +6\d % \(\d+ to \d+\) +9 +3 +0/);
  expect(person.stdout).toContain('one taste');

  const program = await typeLine(['experiment', 'votes', path]);
  expect(JSON.parse(program.stdout)).toMatchObject({
    slug: 'walk',
    votes: 12,
    groups: [[{ model: 'kling' }, { model: 'veo' }]],
  });
});

it('a file that holds no votes is refused by name', async () => {
  const { exitCode, stderr } = await typeLine(['experiment', 'votes', '/nowhere.json']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('/nowhere.json');
});
