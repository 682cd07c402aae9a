import { appendFile } from 'node:fs/promises';
import { type EvalTask, textOf } from '../task.ts';

const PLAN = {
  task_slug: 'nod',
  models: ['kling-v3-pro-i2v', 'hailuo-02-standard-i2v'],
  prompt: 'the hero nods',
  input_image: 'hero.png',
  duration: 6,
};
const HAND_WRITTEN = '\n## Notes of mine\n\nKeep this line, please.\n';

export const recordALearning: EvalTask = {
  name: 'record-a-learning',
  asks: 'Of the experiment "nod", write down that kling-v3-pro-i2v kept the face best and that Hailuo is to be tried with a shorter prompt next. My own notes in its learnings have to stay.',
  judge: {
    answer: ['The answer says that both remarks are written down.'],
    deeds: [
      'The learnings of the experiment "nod" tell that kling-v3-pro-i2v kept the face best and that Hailuo is to be tried with a shorter prompt.',
      'What the user had written there by hand was not changed.',
      'No job was started.',
    ],
  },
  config: { ask_above_usd: 10 },
  async before({ connect, write, root }) {
    await write('experiments/nod.json', PLAN);
    const agent = await connect();
    await agent.call('run_experiment', { file: 'nod' });
    let seen = await agent.call('get_experiment', { experiment: 'nod', wait_seconds: 45 });
    while (textOf(seen, 'status') === 'running') {
      seen = await agent.call('get_experiment', { experiment: 'nod', wait_seconds: 45 });
    }
    const first = await agent.call('record_learning', { experiment: 'nod', learning: 'Both ran.' });
    await appendFile(`${root}/${textOf(first, 'document')}`, HAND_WRITTEN);
    await agent.close();
  },
  async script(agent) {
    const kling = 'Kept the face best.';
    await agent.call('record_learning', { experiment: 'nod', model: 'kling-v3-pro-i2v', learning: kling });
    const hailuo = 'Next: try it with a shorter prompt.';
    const noted = await agent.call('record_learning', {
      experiment: 'nod',
      model: 'hailuo-02-standard-i2v',
      learning: hailuo,
    });
    return `It stands in ${textOf(noted, 'document')}.`;
  },
  async check({ read, find, books }, expect) {
    const [path = ''] = await find(/nod-learnings\.md$/);
    const document = String(await read(path));
    expect('the learnings tell of the face', /face/i.test(document) && document.includes('kling-v3-pro-i2v'));
    expect('and of a shorter prompt', /shorter prompt/i.test(document));
    expect('the notes of the user are as they were', document.includes(HAND_WRITTEN.trim()));
    expect('nothing more was sent', books.accepted().length === 2);
  },
};
