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

  it('as much as references/context-cost.md says', async () => {
    const page = await readFile(join(packageRoot, 'references', 'context-cost.md'), 'utf8');
    // Where they differ, `npm run context` writes it anew.
    expect(contextPage(cost)).toBe(page);
  });
});
