import { type EvalTask, expectNothingSpent, textOf } from '../task.ts';
import { cornerOf, drawCharacter } from '../pictures.ts';

export const characterPlate: EvalTask = {
  name: 'character-plate',
  asks: 'Put character.png on a flat plate of 1280 x 720, colour #808080, as plates/start.png. It will be the start picture of a video later; make no video now.',
  judge: {
    answer: ['The answer names plates/start.png.'],
    deeds: [
      'The picture character.png was put on a plate of 1280 x 720 in #808080, written to plates/start.png.',
      'No video and no image job was started.',
    ],
  },
  before: ({ root }) => drawCharacter(`${root}/character.png`),
  async script(agent) {
    const plate = await agent.call('prepare_plate', { picture: 'character.png', output: 'plates/start.png' });
    return `The plate is ${textOf(plate, 'plate')}.`;
  },
  async check(outcome, expect) {
    expectNothingSpent(outcome, expect);
    const bytes = await outcome.read('plates/start.png');
    expect('the plate is there', bytes !== null);
    const corner = bytes === null ? null : await cornerOf(bytes);
    expect(
      'it is as large and as grey as asked',
      JSON.stringify(corner) === '{"colour":"#808080","width":1280,"height":720}',
    );
    expect('the character is as it was', (await outcome.read('character.png')) !== null);
  },
};
