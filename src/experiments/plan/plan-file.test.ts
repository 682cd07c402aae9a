import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../util/package-root.ts';
import { planFileJsonSchema, planFileSchema } from './plan-file.ts';

describe('the schema of experiment files', () => {
  it('is published as it is used; `npm run schema` writes it', async () => {
    const text = `${JSON.stringify(planFileJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(packageRoot, 'experiments', 'experiment.schema.json'));
  });

  it('takes the examples of the reference and of the skill', async () => {
    const [reference, skill] = await Promise.all(
      ['references/experiments.md', 'SKILL.md'].map((name) => readFile(join(packageRoot, name), 'utf8')),
    );
    const yaml = /```yaml\n(.*?)```/s.exec(reference ?? '')?.[1] ?? '';
    const json = /```json\n(\{\n {2}"task_slug".*?)```/s.exec(skill ?? '')?.[1] ?? '';
    expect(planFileSchema.parse(parse(yaml))).toMatchObject({ task_slug: 'walk', seeds: [1, 2] });
    expect(planFileSchema.parse(JSON.parse(json))).toMatchObject({ task_slug: 'walk-south' });
  });

  it('judges as the program does', () => {
    const validate = new Ajv({ strict: false }).compile(planFileJsonSchema());
    const plans = [
      { models: ['a'], prompt: 'x' },
      { models: [{ model: 'a', duration: null, args: { x: 1 } }], prompts: [{ file: 'p.txt' }], seeds: [1] },
      { models: ['a'], prompt: 'x', model_overrides: { a: { cfg_scale: 0.5, timeout: 9 } }, duration: '6s' },
      { models: [], prompt: 'x' },
      { models: ['a'], promt: 'x' },
      { models: ['a'], prompt: 'x', seeds: [] },
      { models: [{ model: 'a', durration: 5 }], prompt: 'x' },
      { models: ['a'], prompt: 'x', duration: 'ten' },
      { models: ['a'], prompt: 'x', exclude: [{ modle: 'a' }] },
    ];
    const ours = plans.map((plan) => planFileSchema.safeParse(plan).success);
    expect(plans.map((plan) => validate(plan))).toEqual(ours);
    expect(ours).toEqual([true, true, true, false, false, false, false, false, false]);
  });
});
