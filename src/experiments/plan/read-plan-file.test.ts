import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FalVideoError } from '../../errors.ts';
import { openProject, type Project } from '../../project/index.ts';
import { readPlan, readPlanFile } from './read-plan-file.ts';

const SMALL = { task_slug: 'walk', models: ['kling-v3-pro-i2v'], prompt: 'she walks' };

describe('an experiment file', () => {
  let root: string;
  let project: Project;
  beforeAll(async () => {
    root = join(await realpath(await mkdtemp(join(tmpdir(), 'fal-video-'))), 'project');
    await mkdir(join(root, 'experiments'), { recursive: true });
    project = await openProject({ root, env: {}, cwd: root, simulated: true });
  });
  afterAll(() => rm(join(root, '..'), { recursive: true }));

  const write = (name: string, text: string) => writeFile(join(root, 'experiments', name), text);
  const messageOf = async (name: string, text: string) => {
    await write(name, text);
    const error: unknown = await readPlanFile(`experiments/${name}`, project).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof FalVideoError)) throw new Error(`${name} was taken`);
    expect(error.code).toBe('BAD_EXPERIMENT');
    return error.message;
  };

  it('is JSON or YAML, and is found by its path, its name and its task_slug', async () => {
    await write('walk.json', JSON.stringify(SMALL));
    await write('run.yaml', 'models: [kling-v3-pro-i2v]\nprompt: |\n  she runs\n');
    await write('other-name.yml', 'task_slug: Pirate Walk\nmodels: [a]\nprompt: x\n');
    expect(await readPlanFile('walk', project)).toMatchObject({
      slug: 'walk',
      file: 'experiments/walk.json',
      content: SMALL,
    });
    expect(await readPlanFile('experiments/run.yaml', project)).toMatchObject({
      slug: 'run',
      content: { prompt: 'she runs\n' },
    });
    expect(await readPlanFile('pirate-walk', project)).toMatchObject({ file: 'experiments/other-name.yml' });
    await expect(readPlanFile('jump', project)).rejects.toMatchObject({ code: 'NO_SUCH_EXPERIMENT' });
  });

  it('that is not there is met with the names that are near', async () => {
    await write('walk.json', JSON.stringify(SMALL));
    await write('other-name.yml', 'task_slug: Pirate Walk\nmodels: [a]\nprompt: x\n');
    for (const [given, meant] of [
      ['wlak', 'Did you mean walk'],
      ['Walk', 'Did you mean walk'],
      ['pirat-walk', 'Did you mean pirate-walk'],
      ['experiments/wlak.json', 'Did you mean "experiments/walk.json"?'],
    ] as const) {
      await expect(readPlanFile(given, project)).rejects.toThrow(meant);
    }
  });

  it('with a typo is refused with path, line and the key that was meant', async () => {
    const text = '{\n"models": [\n"a",\n"b",\n{\n"model": "c",\n"durration": 6\n}\n],\n"promt": "x"\n}';
    const message = await messageOf('typo.json', text);
    expect(message).toContain(
      'experiments/typo.json:7: models[2].durration: unknown key; did you mean duration',
    );
    expect(message).toContain('experiments/typo.json:10: promt: unknown key; did you mean prompt');
  });

  it.each([
    [
      'model_overrides:\n  a:\n    cfg_scal: 1',
      '4: model_overrides.a.cfg_scal: unknown key; did you mean cfg_scale',
    ],
    ['exclude:\n  - modle: a', '3: exclude[0].modle: unknown key; did you mean model'],
    ['prompts:\n  - text: x\n    varants: {}', '4: prompts[0].varants: unknown key; did you mean variants'],
    ['seeds: []', '2: seeds: an axis without values'],
    ['seeds: 3', '2: seeds: expected array, received number (got 3)'],
    ['seeds:\n  - 1\n  - 1.5', '4: seeds[1]: '],
    ['duration: ten', '2: duration: '],
    ['resolution: 720', '2: resolution: expected string, received number (got 720)'],
    ['repeats: 0', '2: repeats: '],
    ['when_unsupported: guess', '2: when_unsupported: '],
    ['prompt: [x', '3: '],
    ['prompt: x\nprompt: y', '3: Map keys must be unique'],
    ['prompt: *nobody', '2: '],
  ])('says line and rule: %j', async (yaml, expected) => {
    expect(await messageOf('wrong.yaml', `models: [a, b]\n${yaml}\n`)).toContain(
      `experiments/wrong.yaml:${expected}`,
    );
  });

  it('names several mistakes at once', async () => {
    const message = await messageOf('many.yaml', 'models: []\nseeds: []\nduratoin: 5\n');
    expect(message.match(/experiments\/many.yaml:\d/g)).toHaveLength(3);
  });

  it('that is no map, too long, or a bomb of aliases is refused', async () => {
    expect(await messageOf('list.yaml', '[1, 2]')).toContain('list.yaml:1: expected object');
    expect(await messageOf('long.yaml', `prompt: ${'x'.repeat(1_000_001)}`)).toContain('at most 1000000');
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [one, two] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh']) {
      bomb.push(`${two}: &${two} [${Array(9).fill(`*${one}`).join(', ')}]`);
    }
    expect(await messageOf('bomb.yaml', bomb.join('\n'))).toContain('bomb.yaml');
  });

  it('outside the project is not read', async () => {
    await writeFile(join(root, '..', 'outside.json'), '{}');
    await expect(readPlanFile('../outside.json', project)).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
  });

  it('of another kind is not even opened', async () => {
    await writeFile(join(root, '.env'), 'FAL_KEY=secret-of-mine');
    await expect(readPlanFile('.env', project)).rejects.toMatchObject({
      message: '.env: expected .json, .yaml or .yml.',
    });
  });
});

describe('a plan as data', () => {
  it('needs a name', () => {
    expect(() => readPlan({ models: ['a'], prompt: 'x' })).toThrow('task_slug is missing');
    expect(readPlan(SMALL)).toMatchObject({ slug: 'walk', file: null });
  });

  it('is read, or refused in words; nothing else happens to any value', () => {
    const near = fc.record(
      {
        task_slug: fc.oneof(fc.string(), fc.constant('walk')),
        models: fc.oneof(fc.array(fc.oneof(fc.string(), fc.jsonValue())), fc.jsonValue()),
        prompts: fc.oneof(fc.array(fc.oneof(fc.string(), fc.object())), fc.jsonValue()),
        model_overrides: fc.dictionary(fc.string(), fc.jsonValue()),
        exclude: fc.array(fc.object()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), near), (value) => {
        try {
          expect(readPlan(value).slug).toMatch(/^[a-z0-9-]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(FalVideoError);
          expect((error as FalVideoError).message).toMatch(/^the plan: ./);
        }
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25) },
    );
  });
});
