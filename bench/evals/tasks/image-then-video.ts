import { type EvalTask, expectPaidOnce, outputOf, textOf } from '../task.ts';

export const imageThenVideo: EvalTask = {
  name: 'image-then-video',
  asks: 'Make a picture of a red paper boat on a grey background with a cheap model, then a 5-second video in which it rocks gently. Together at most 1 dollar.',
  judge: {
    answer: ['The answer says where the video is.'],
    deeds: [
      'First one picture was made by a text-to-image model, then one video of 5 seconds that begins with that picture.',
      'Both together were billed at most 1 dollar.',
    ],
  },
  async script(agent) {
    const listed = await agent.call('list_models', {
      task: 'text-to-image',
      presets_only: true,
      max_price_usd: 0.1,
    });
    const [cheap] = listed.data['models'] as { model: string }[];
    let picture = await agent.call('generate_image', {
      model: cheap?.model,
      prompt: 'a red paper boat on a plain grey background',
    });
    if (textOf(picture, 'status') !== 'collected') {
      picture = await agent.call('get_job', { job_id: textOf(picture, 'job_id') });
    }
    const begun = await agent.call('generate_video', {
      model: 'kling-v3-pro-i2v',
      image: outputOf(picture),
      prompt: 'the boat rocks gently; the camera does not move',
      duration: 5,
      audio: false,
    });
    const done = await agent.call('get_job', { job_id: textOf(begun, 'job_id') });
    return `The video is ${outputOf(done)}.`;
  },
  async check(outcome, expect) {
    expectPaidOnce(outcome, expect, 2);
    const [picture, video] = outcome.ledger;
    expect('it cost at most a dollar', outcome.books.totalMicros() <= 1_000_000);
    expect(
      'first a picture, then a video',
      /\.(png|jpe?g|webp)$/.test(picture?.output_files ?? '') &&
        video?.output_files.endsWith('.mp4') === true,
    );
    const manifest = String(await outcome.read(video?.run_manifest ?? ''));
    expect('the video begins with that picture', manifest.includes(picture?.output_files ?? 'nothing'));
  },
};
