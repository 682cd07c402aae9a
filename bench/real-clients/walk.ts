import type { Shown, Turn } from './scripted-model.ts';

/** What a model would do that has understood the tools; and then its mistakes, since errors are read too. */
const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };

const STEPS: readonly (readonly [title: string, turn: Turn])[] = [
  [
    'It looks for the tools',
    () => ({ search: 'fal-video estimate_cost generate_video get_job read_ledger' }),
  ],
  ['estimate_cost', () => ({ tool: 'estimate_cost', input: TASK })],
  [
    'generate_video',
    (shown) => ({
      tool: 'generate_video',
      input: { ...TASK, ...quoted(shown), wait_seconds: 0 },
    }),
  ],
  ['get_job', (shown) => ({ tool: 'get_job', input: { job_id: found(shown, 'job_id'), wait_seconds: 40 } })],
  ['read_ledger', () => ({ tool: 'read_ledger', input: {} })],
  [
    'A price that has to be seen first',
    () => ({ tool: 'generate_video', input: { ...TASK, model: 'kling-v3-pro-i2v', duration: 15 } }),
  ],
  [
    'An argument that there is not',
    () => ({ tool: 'generate_video', input: { ...TASK, length_seconds: 6 } }),
  ],
  [
    'A file outside of the project',
    () => ({ tool: 'generate_video', input: { ...TASK, image: '/etc/hostname' } }),
  ],
  ['A length that the model has not', () => ({ tool: 'estimate_cost', input: { ...TASK, duration: 7 } })],
];

export const TITLES = STEPS.map(([title]) => title);

export const WALK: readonly Turn[] = [...STEPS.map(([, turn]) => turn), () => ({ say: 'Walked.' })];

/** What an agent may do where nobody has allowed it anything. */
const UNASKED: typeof STEPS = STEPS.filter(([title]) => ['estimate_cost', 'generate_video'].includes(title));

export const UNASKED_TITLES = UNASKED.map(([title]) => title);

export const UNASKED_WALK: readonly Turn[] = [...UNASKED.map(([, turn]) => turn), () => ({ say: 'Walked.' })];

/** A quote, where one was shown: a refused estimate has none. */
function quoted(shown: readonly Shown[]): { quote_id?: string } {
  return shown.some(({ text }) => text.includes('"quote_id"')) ? { quote_id: found(shown, 'quote_id') } : {};
}

/** The newest value of a key in what was shown: a model reads, it does not parse. */
function found(shown: readonly Shown[], key: string): string {
  const text = shown.map((one) => one.text).join('\n');
  const values = [...text.matchAll(new RegExp(`"${key}":\\s*"([^"]+)"`, 'g'))];
  const newest = values.at(-1)?.[1];
  if (newest === undefined) throw new Error(`the model was shown no ${key}:\n${text}`);
  return newest;
}
