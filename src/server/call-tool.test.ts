import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { budgetError, configurationError } from '../errors.ts';
import { hear } from '../../test/support/agent.ts';
import { defineDataTool, definePictureTool, type ToolContext } from './define-tool.ts';

// The tools here ask nothing of the project.
const context = {} as ToolContext;

const base = {
  title: 'A tool',
  effect: 'spend',
  reaches: 'fal',
  description: 'For a test.',
  input: z.object({ amount: z.int().min(1).max(3).default(2) }),
} as const;

describe('a call', () => {
  it('of a data tool answers with a structure in just the declared shape', async () => {
    const tool = defineDataTool({
      ...base,
      name: 'data',
      output: z.object({ amount: z.number() }),
      run: ({ amount }) => Promise.resolve({ amount, undeclared: 'dropped' }),
    });
    const { whole } = await hear(tool, context, {});
    expect(whole.structuredContent).toEqual({ amount: 2 });
  });

  it('of a picture tool answers without a structure', async () => {
    const tool = definePictureTool({
      ...base,
      name: 'pictures',
      run: ({ amount }) => Promise.resolve({ data: { amount }, pictures: [], links: [] }),
    });
    const { whole, data } = await hear(tool, context, { amount: 1 });
    expect(data).toEqual({ amount: 1 });
    expect(whole).not.toHaveProperty('structuredContent');
  });

  const failing = (thrown: Error) =>
    defineDataTool({ ...base, name: 'failing', output: z.object({}), run: () => Promise.reject(thrown) });

  it('that fails answers with the error as text', async () => {
    const error = budgetError({ code: 'BUDGET_EXCEEDED', message: 'Too much.', next: 'Take less.' });
    const { isError, text, whole } = await hear(failing(error), context, {});
    expect(isError).toBe(true);
    expect(text).toBe('BUDGET_EXCEEDED: Too much.\nRetry: safe\nNext: Take less.');
    expect(whole).not.toHaveProperty('structuredContent');
  });

  it('that meets a defect says so, without a secret, and warns of a second payment', async () => {
    const { text } = await hear(failing(new Error('boom at ?token=abcdef123456')), context, {});
    expect(text).toMatch(/^INTERNAL: Unexpected failure: boom at \?token=\[removed\]/);
    expect(text).toContain('Retry: would be a new paid job');
  });

  it('that answers in another shape than it declares is a defect, not a broken answer', async () => {
    const tool = defineDataTool({
      ...base,
      name: 'liar',
      output: z.object({ amount: z.number() }),
      run: () => Promise.resolve({ amount: Number.NaN }),
    });
    expect((await hear(tool, context, {})).text).toMatch(/^INTERNAL: /);
  });

  it('in a project that could not be opened answers with the reason', async () => {
    const broken = Promise.reject(configurationError({ code: 'BAD_CONFIG', message: 'It is not JSON.' }));
    broken.catch(() => undefined);
    const tool = failing(new Error('never reached'));
    expect((await hear(tool, broken, {})).text).toContain('BAD_CONFIG: It is not JSON.');
  });
});
