import { storedOpenApi } from '../../../test/support/openapi.ts';
import { type EvalTask, expectNothingSpent, textOf } from '../task.ts';

// An endpoint of nobody: it never ships.
const ENDPOINT = 'newcomer/lynx';

export const addAModel: EvalTask = {
  name: 'add-a-model',
  asks:
    `fal has a new model, ${ENDPOINT}; I saved its OpenAPI file as lynx.json. Make it usable here under the name newcomer-lynx, ` +
    'and tell me how many seconds its longest clip has. Do not spend anything.',
  judge: {
    answer: [
      'The answer says that the model can be used under the name newcomer-lynx.',
      'The answer names the length of its longest clip in seconds, the one that the tools showed.',
    ],
    deeds: [
      'The model newcomer/lynx was added to the project from lynx.json under the alias newcomer-lynx.',
      'No job was started: nothing was spent.',
    ],
  },
  before: ({ write }) => write('lynx.json', storedOpenApi('lynx').replaceAll('bytedance/lynx', ENDPOINT)),
  async script(agent) {
    await agent.call('add_model', { endpoint_id: ENDPOINT, from: 'lynx.json', alias: 'newcomer-lynx' });
    const model = await agent.call('get_model', { model: 'newcomer-lynx' });
    const durations = model.data['durations'] as number[];
    return `${textOf(model, 'model')} makes clips of up to ${Math.max(...durations)} seconds.`;
  },
  async check(outcome, expect) {
    const { models } = await outcome.world.open();
    const found = models.list({ text: 'newcomer-lynx' });
    expect(
      'the name leads to the endpoint',
      found.some(({ endpoint_id }) => endpoint_id === ENDPOINT),
    );
    expect(
      'its preset is a file of the project',
      (await outcome.read('presets/newcomer-lynx.fal-video.json')) !== null,
    );
    const longest = Math.max(...(found[0]?.durations ?? [0]));
    expect(
      `the answer says ${longest} seconds`,
      longest > 0 && new RegExp(`\\b${longest}\\b`).test(outcome.answer),
    );
    expectNothingSpent(outcome, expect);
  },
};
