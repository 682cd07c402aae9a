import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';
import { tools } from '../../tools/index.ts';
import { contextPage } from '../../test/support/context-page.ts';
import { type ContextCost, countContext } from '../../test/support/count-context.ts';

describe('of its context an agent gives', () => {
  let cost: ContextCost;
  beforeAll(async () => {
    cost = await countContext();
  });

  it('at most 6,726 tokens to all tools together, as many as the first version had', () => {
    expect(cost.toolsWhole).toBeLessThanOrEqual(6726);
  });

  it('less than 2,000 to each answer on the way from a model to a verdict, of every tool', () => {
    expect(new Set(cost.answers.map(({ tool }) => tool))).toEqual(new Set(tools.map(({ name }) => name)));
    expect(cost.answers.filter(({ tokens }) => tokens >= 2000)).toEqual([]);
  });

  it('less than 2,000 also to the prices of twenty models', () => {
    const several = cost.answers.filter(({ args }) => Array.isArray(args['models']));
    expect(several).toMatchObject([{ tool: 'estimate_cost', args: { models: { length: 20 } } }]);
    expect(several.filter(({ tokens }) => tokens >= 2000)).toEqual([]);
  });

  it('as much as references/context-cost.md says, to a hundredth: how far a cell is when it is asked for is chance', async () => {
    const page = await readFile(join(packageRoot, 'references', 'context-cost.md'), 'utf8');
    const counted = contextPage(cost);
    // Where they differ, `npm run context` writes it anew.
    expect(counted.replace(COUNT, 'N')).toBe(page.replace(COUNT, 'N'));
    const [found, said] = [countsIn(counted), countsIn(page)];
    expect(found.filter((count, at) => Math.abs(count - (said[at] ?? 0)) > count / 100)).toEqual([]);
  });
});

const COUNT = /\d[\d,]*/g;
const countsIn = (page: string) =>
  (page.match(COUNT) ?? []).map((count) => Number(count.replaceAll(',', '')));
