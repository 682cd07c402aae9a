import { type EvalTask, expectPaidOnce, outputOf, textOf } from '../task.ts';
import { drawCharacter, isPng } from '../pictures.ts';

export const walkLoop: EvalTask = {
  name: 'walk-loop',
  asks:
    'Make a walk loop of character.png with kling-v3-pro-i2v, 5 seconds, and from it a sprite sheet that my game can load. ' +
    'The character should stand on a flat plate first. Up to 1 dollar is fine.',
  judge: {
    answer: ['The answer says where the sprite sheet is.'],
    deeds: [
      'The character was put on a plate first, and the video begins with the plate.',
      'Exactly one video was made, with kling-v3-pro-i2v.',
      'A sprite sheet with an atlas of four frames or more was made of it.',
    ],
  },
  fal: { clip: 'full' },
  before: ({ root }) => drawCharacter(`${root}/character.png`),
  async script(agent) {
    const plate = await agent.call('prepare_plate', { picture: 'character.png' });
    const begun = await agent.call('generate_video', {
      model: 'kling-v3-pro-i2v',
      image: textOf(plate, 'plate'),
      prompt:
        'The character walks in place, a seamless loop; the camera is fixed, the background stays flat.',
      duration: 5,
      audio: false,
    });
    const done = await agent.call('get_job', { job_id: textOf(begun, 'job_id') });
    const sheet = await agent.call('inspect_video', { video: textOf(done, 'job_id'), show: 'sprites' });
    return `The sprites are in ${textOf(sheet, 'folder')}, made of ${outputOf(done)}.`;
  },
  async check(outcome, expect) {
    expectPaidOnce(outcome, expect, 1);
    const [sheet = ''] = await outcome.find(/sprites\.png$/);
    const [atlas = ''] = await outcome.find(/sprites\.json$/);
    expect('there is a sprite sheet', isPng(await outcome.read(sheet)));
    const { frames = {} } = JSON.parse(String((await outcome.read(atlas)) ?? '{}')) as { frames?: object };
    expect('its atlas names 4 frames or more', Object.keys(frames).length >= 4);
    expect('a plate was made', (await outcome.find(/plate.*\.png$/i)).length > 0);
    const manifest = String(await outcome.read(outcome.ledger[0]?.run_manifest ?? ''));
    expect('the plate was the start picture', /plate/i.test(manifest) && !/"character\.png"/.test(manifest));
  },
};
