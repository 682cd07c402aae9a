import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatUsd } from '../../src/util/money.ts';
import { accepted, collected, type Eval, expecting, untilEnded, type World } from './eval.ts';

const TASK = { prompt: 'the hero walks in place', image: 'hero.png', duration: 6 };
const HAILUO = 'hailuo-02-standard-i2v';
const THREE = [HAILUO, 'seedance-v1.5-pro-i2v', 'kling-v3-pro-i2v'];
const WALK = {
  models: [HAILUO, 'seedance-v1.5-pro-i2v'],
  prompt: TASK.prompt,
  image: 'hero.png',
  duration: 6,
  seeds: [1, 2],
};

export const EVALS: readonly Eval[] = [
  {
    name: 'cheapest-silent-end-frame',
    ask: 'Which is the cheapest model on fal that makes a silent 5 second video from hero.png and takes an end frame? Tell me its name and the price. Do not make anything.',
    async walk(agent) {
      const wanted = { task: 'image-to-video', end_frame: true, duration: 5, presets_only: true, limit: 50 };
      const names: string[] = [];
      for (let cursor: unknown; cursor !== null;) {
        const page = await agent.call('list_models', {
          ...wanted,
          ...(cursor === undefined ? {} : { cursor }),
        });
        names.push(...(page['models'] as { model: string }[]).map(({ model }) => model));
        cursor = page['next_cursor'];
      }
      const quotes: { model: string; expected_usd: number | null }[] = [];
      for (let at = 0; at < names.length; at += 20) {
        const answer = await agent.call('estimate_cost', {
          models: names.slice(at, at + 20),
          prompt: 'she waves',
          image: 'hero.png',
          end_image: 'hero.png',
          duration: 5,
          audio: false,
        });
        quotes.push(...(answer['quotes'] as typeof quotes));
      }
      const priced = quotes.filter(({ expected_usd }) => expected_usd !== null);
      const [best] = priced.toSorted((a, b) => (a.expected_usd ?? 0) - (b.expected_usd ?? 0));
      return `${best?.model} for $${best?.expected_usd}`;
    },
    async check(world, told) {
      const { models } = world.video;
      const priced = models
        .list({ preset: true, task: 'image-to-video', end_frame: true, duration_seconds: 5 })
        .flatMap((model) => {
          try {
            const name = model.alias ?? model.endpoint_id;
            const inputs = {
              first_frame: ['https://v3.fal.media/a.png'],
              last_frame: ['https://v3.fal.media/b.png'],
            };
            const { arguments: args, endpoint_id } = models.resolve(name, {
              prompt: 'x',
              duration_seconds: 5,
              audio: false,
              inputs,
            });
            const { expected } = models.price(endpoint_id, args);
            return expected === null ? [] : [{ name, expected }];
          } catch {
            return [];
          }
        });
      const least = Math.min(...priced.map(({ expected }) => expected));
      const best = priced.filter(({ expected }) => expected === least).map(({ name }) => name);
      return expecting()
        .that(
          best.some((name) => told.includes(name)),
          `the cheapest is ${best.join(' or ')}, not ${told}`,
        )
        .that(accepted(world) === 0, 'nothing is made').problems;
    },
  },
  {
    name: 'compare-three-prices',
    ask: `What would 6 seconds from hero.png cost on each of ${THREE.join(', ')}, and do all three together stay below $2? Do not make anything.`,
    async walk(agent) {
      const { quotes } = await agent.call('estimate_cost', { ...TASK, models: THREE });
      return (quotes as { model: string; high_usd: number }[])
        .map(({ model, high_usd }) => `${model} $${high_usd}`)
        .join(', ');
    },
    check: async (world, told) =>
      expecting()
        .that(
          THREE.every((model) => told.includes(model)),
          'each model is named',
        )
        .that(told.includes('0.27'), 'the price of Hailuo, $0.27, is told')
        .that(accepted(world) === 0, 'nothing is made').problems,
  },
  {
    name: 'one-video',
    ask: `Make one 6 second video of hero.png with ${HAILUO}: the hero walks in place. Tell me what it cost.`,
    async walk(agent) {
      const { job_id } = await agent.call('generate_video', { ...TASK, model: HAILUO });
      const { billed_usd } = await untilEnded(agent, job_id);
      return `It cost $${String(billed_usd)}.`;
    },
    check: async (world, told) =>
      expecting()
        .that(accepted(world) === 1, 'one job, one POST')
        .that(collected(await world.video.jobs.list()).length === 1, 'its video is here')
        .that(told.includes('0.27'), 'the bill is told').problems,
  },
  {
    name: 'shows-the-price-first',
    ask: 'Make a 6 second video of hero.png with kling-v3-pro-i2v. I have not agreed to any price.',
    sandbox: { config: { ask_above_usd: 0.1 } },
    async walk(agent) {
      const answer = await agent.call('generate_video', { ...TASK, model: 'kling-v3-pro-i2v' });
      return `${String(answer['status'])}: it would cost $${String(answer['expected_usd'])}. Shall I?`;
    },
    check: async (world, told) =>
      expecting()
        .that(accepted(world) === 0, 'nothing is made before the user agrees')
        .that(told.includes('0.67'), 'the price is told').problems,
  },
  {
    name: 'over-the-cap',
    ask: 'Make a 6 second video of hero.png with kling-v3-pro-i2v. I agree to its price.',
    sandbox: { config: { max_job_usd: 0.5, ask_above_usd: 0.1 } },
    async walk(agent) {
      const quote = await agent.call('estimate_cost', { ...TASK, model: 'kling-v3-pro-i2v' });
      return await agent.refusal('generate_video', {
        ...TASK,
        model: 'kling-v3-pro-i2v',
        quote_id: quote['quote_id'],
      });
    },
    check: async (world, told) =>
      expecting()
        .that(accepted(world) === 0, 'nothing passes a cap')
        .that(/max_job_usd|cap|limit/i.test(told), 'the cap is named')
        .that(
          (await config(world)).includes('"max_job_usd":0.5'),
          'the configuration is as the user wrote it',
        ).problems,
  },
  {
    name: 'recover-an-unknown-job',
    ask: 'My last video job has the status unknown. Find out what became of it, without paying twice.',
    sandbox: { simulator: { historyLagMs: 3000 } },
    async before(world) {
      world.faults({ call: 'submit', kind: 'drop-after' });
      const { job_id } = await world.video.jobs.start(jobRequest());
      while ((await world.video.jobs.get(job_id)).state !== 'unknown') await pause();
      world.faults();
    },
    async walk(agent) {
      await agent.call('reconcile_costs', { wait_seconds: 10 });
      const { jobs } = await agent.call('list_jobs');
      const [job] = jobs as { job_id: string }[];
      const { status } = await untilEnded(agent, job?.job_id);
      return `It is ${String(status)}.`;
    },
    check: async (world) =>
      expecting()
        .that(accepted(world) === 1, 'it was sent once')
        .that(collected(await world.video.jobs.list()).length === 1, 'its video is here').problems,
  },
  {
    name: 'cost-by-model',
    ask: 'What did I spend on each model so far?',
    async before(world) {
      for (const model of [HAILUO, 'seedance-v1.5-pro-i2v', HAILUO]) await made(world, model);
    },
    async walk(agent) {
      const { groups } = await agent.call('read_ledger', { group_by: 'model' });
      return JSON.stringify(groups);
    },
    check: async (world, told) =>
      expecting()
        .that(told.includes('0.54'), 'two clips of Hailuo are $0.54')
        .that(told.includes('seedance'), 'each model is named')
        .that(accepted(world) === 3, 'nothing more is made').problems,
  },
  {
    name: 'settle-a-late-bill',
    ask: 'One of my jobs has no bill yet. Find out what it cost.',
    async before(world) {
      world.faults({ call: 'result', kind: 'missing-headers' });
      await made(world, HAILUO);
      world.faults();
    },
    async walk(agent) {
      await agent.call('reconcile_costs', {});
      const { totals } = await agent.call('read_ledger', {});
      return JSON.stringify(totals);
    },
    check: async (world, told) =>
      expecting()
        .that((await world.video.ledger())[0]?.billed_cost === 0.27, 'the ledger has the bill')
        .that(told.includes('0.27'), 'it is told').problems,
  },
  {
    name: 'cancel-a-queued-job',
    ask: 'I changed my mind: cancel my running video job, and tell me whether it will be billed.',
    sandbox: { simulator: { pace: { queueMs: 120_000, workMs: 10 } } },
    async before(world) {
      const { job_id } = await world.video.jobs.start(jobRequest());
      while ((await world.video.jobs.get(job_id)).handle === null) await pause();
    },
    async walk(agent) {
      const { jobs } = await agent.call('list_jobs');
      const [job] = jobs as { job_id: string }[];
      await agent.call('cancel_job', { job_id: job?.job_id });
      const { status, billed_usd } = await untilEnded(agent, job?.job_id);
      return `${String(status)}, billed ${String(billed_usd)}`;
    },
    async check(world) {
      const [job] = await world.video.jobs.list();
      return expecting()
        .that(job?.state === 'cancelled', `it is cancelled, not ${job?.state}`)
        .that(world.simulator.books.totalMicros() === 0, 'nothing is billed').problems;
    },
  },
  {
    name: 'image-then-video',
    ask: 'Make a picture of a fox in the snow with flux-dev, then animate it for 6 seconds with hailuo-02-standard-i2v: the fox looks around.',
    async walk(agent) {
      const picture = await agent.call('generate_image', {
        model: 'flux-dev',
        prompt: 'a fox in the snow',
        size: 'landscape_16_9',
      });
      const { outputs } = await untilEnded(agent, picture['job_id']);
      const [output] = outputs as { path: string }[];
      const begun = await agent.call('generate_video', {
        model: HAILUO,
        prompt: 'the fox looks around',
        image: output?.path,
        duration: 6,
      });
      return JSON.stringify((await untilEnded(agent, begun['job_id']))['outputs']);
    },
    async check(world) {
      const jobs = collected(await world.video.jobs.list());
      const [picture, clip] = [
        jobs.find(({ plan }) => plan.inputs.length === 0),
        jobs.find(({ plan }) => plan.inputs.length === 1),
      ];
      return expecting()
        .that(accepted(world) === 2, 'two jobs')
        .that(
          picture !== undefined && clip?.plan.inputs[0]?.sha256 === picture.outputs[0]?.sha256,
          'the video begins with that picture',
        ).problems;
    },
  },
  {
    name: 'resume-a-killed-experiment',
    ask: 'The process of my experiment "walk" was killed. Finish it, paying for nothing twice. I agree to its price.',
    sandbox: { simulator: { pace: { queueMs: 50, workMs: 900 }, accountLimit: 2 } },
    async before(world) {
      await writePlan(world, WALK);
      await world.command(['experiment', 'run', 'walk'], 2500);
    },
    walk: (agent) => finish(agent),
    check: (world) => fourCells(world),
  },
  {
    name: 'compare-two-models',
    ask: `Compare ${HAILUO} and seedance-v1.5-pro-i2v on hero.png, 6 seconds, seeds 1 and 2: the hero walks in place. I agree to anything below $2. Name the experiment walk. Show me what each model could not do as asked.`,
    async walk(agent, world) {
      await writePlan(world, WALK);
      const plan = await agent.call('plan_experiment', { file: 'walk' });
      const parity = JSON.stringify(plan['models']);
      await finish(agent);
      return parity;
    },
    check: async (world, told) => [
      ...(await fourCells(world)),
      ...expecting().that(/seed/.test(told), 'Hailuo has no seed, and that is told').problems,
    ],
  },
  {
    name: 'write-a-learning-down',
    ask: `My experiment "walk" is done. Write down that ${HAILUO} keeps the face and is the winner.`,
    async before(world) {
      await writePlan(world, WALK);
      await world.command(['experiment', 'run', 'walk']);
    },
    async walk(agent) {
      await agent.call('record_learning', {
        experiment: 'walk',
        learning: 'keeps the face; the winner',
        model: HAILUO,
      });
      return 'Written down.';
    },
    async check(world) {
      const folder = join(world.root, 'experiments', 'simulated', 'learnings');
      const [name = 'none'] = await readdir(folder);
      const text = await readFile(join(folder, name), 'utf8');
      return expecting()
        .that(/winner/.test(text) && text.includes(HAILUO), 'the verdict stands in the learnings')
        .that(accepted(world) === 4, 'nothing more is made').problems;
    },
  },
  {
    name: 'walk-loop',
    ask: 'Make a 6 second walk of hero.png with kling-v3-pro-i2v, find its best loop and give me a GIF of it. I agree to $0.70.',
    sandbox: { simulator: { clip: 'full' } },
    async walk(agent) {
      const quote = await agent.call('estimate_cost', { ...TASK, model: 'kling-v3-pro-i2v' });
      const begun = await agent.call('generate_video', {
        ...TASK,
        model: 'kling-v3-pro-i2v',
        quote_id: quote['quote_id'],
      });
      await untilEnded(agent, begun['job_id']);
      return JSON.stringify(await agent.call('inspect_video', { video: begun['job_id'], show: 'loop' }));
    },
    async check(world) {
      const files = await readdir(join(world.root, 'experiments'), { recursive: true });
      return expecting()
        .that(accepted(world) === 1, 'one job')
        .that(
          files.some((name) => name.endsWith('.gif')),
          'there is a GIF',
        ).problems;
    },
  },
  {
    name: 'plate',
    ask: 'Put hero.png on a neutral plate that I can use as the start picture of a video.',
    async walk(agent) {
      return JSON.stringify(await agent.call('prepare_plate', { picture: 'hero.png' }));
    },
    async check(world) {
      const folder = join(world.root, 'plates');
      const [name = 'none'] = await readdir(folder).catch(() => []);
      const info = await world.video.media.pictureInfo(join(folder, name)).catch(() => null);
      return expecting().that(info?.width === 1280 && info.height === 720, 'a plate of 1280x720 in plates/')
        .problems;
    },
  },
  {
    name: 'add-a-model',
    ask: 'Add the endpoint moonvalley/marey/i2v to this project under a short name, and tell me the name.',
    async walk(agent) {
      return JSON.stringify(await agent.call('add_model', { endpoint_id: 'moonvalley/marey/i2v' }));
    },
    async check(world) {
      const names = await readdir(join(world.root, 'presets')).catch(() => []);
      return expecting()
        .that(
          names.some((name) => name.includes('marey')),
          'there is a preset for it',
        )
        .that(accepted(world) === 0, 'nothing is made').problems;
    },
  },
  {
    name: 'retired-model',
    ask: 'Make a 4 second video of hero.png with sora-2-i2v. If that is not possible, tell me why and what takes its place; make nothing else.',
    walk: (agent) =>
      agent.refusal('generate_video', {
        prompt: 'the hero waves',
        image: 'hero.png',
        model: 'sora-2-i2v',
        duration: 4,
      }),
    check: async (world, told) =>
      expecting()
        .that(/2026-09-24|retired|no longer/i.test(told), 'that fal retired it is told')
        .that(accepted(world) === 0, 'nothing is made').problems,
  },
  {
    name: 'locked-account',
    ask: `Make a 6 second video of hero.png with ${HAILUO}. If it fails, tell me what I have to do.`,
    async before(world) {
      world.faults({ call: 'submit', kind: '403-locked' });
      await Promise.resolve();
    },
    async walk(agent) {
      const begun = await agent.call('generate_video', { ...TASK, model: HAILUO });
      return JSON.stringify((await untilEnded(agent, begun['job_id']))['error']);
    },
    check: async (world, told) =>
      expecting()
        .that(/balance|billing|top up|locked/i.test(told), 'that the account is locked is told')
        .that(accepted(world) === 0, 'nothing was accepted').problems,
  },
];

const pause = () => new Promise((done) => setTimeout(done, 20));

const jobRequest = (model = HAILUO) => ({
  model,
  prompt: TASK.prompt,
  duration_seconds: 6,
  inputs: { first_frame: ['hero.png'] },
  task_slug: 'walk',
});

async function made(world: World, model: string): Promise<void> {
  const { job_id } = await world.video.jobs.start(jobRequest(model));
  await world.video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
}

async function writePlan({ root }: World, plan: object): Promise<void> {
  await mkdir(join(root, 'experiments'), { recursive: true });
  await writeFile(join(root, 'experiments', 'walk.json'), JSON.stringify(plan));
}

/** Runs the experiment `walk` to its end, with the user's consent where it is asked for. */
async function finish(agent: {
  call: (tool: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;
}): Promise<string> {
  const begun = await agent.call('run_experiment', { file: 'walk' });
  const quote = begun['quote'] as { quote_id: string } | null;
  if (quote !== null) await agent.call('run_experiment', { file: 'walk', quote_id: quote.quote_id });
  for (let tries = 0; tries < 6; tries++) {
    const state = await agent.call('get_experiment', { experiment: 'walk', wait_seconds: 20 });
    if (state['status'] === 'complete') return String(state['summary']);
  }
  return 'It is not complete.';
}

async function fourCells(world: World): Promise<string[]> {
  const jobs = collected(await world.video.jobs.list());
  const cells = new Set(jobs.map(({ plan }) => plan.cell));
  return expecting()
    .that(accepted(world) === 4, `four jobs were sent, not ${accepted(world)}`)
    .that(cells.size === 4, 'each of the four cells has its video')
    .that(
      world.simulator.books.totalMicros() === 2 * 270_000 + 2 * 155_520,
      `the bill is ${formatUsd(world.simulator.books.totalMicros())}`,
    ).problems;
}

const config = async ({ root }: World) =>
  (await readFile(join(root, 'fal-video.config.json'), 'utf8')).replaceAll(' ', '');
