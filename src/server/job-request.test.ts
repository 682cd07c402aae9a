import { describe, expect, it } from 'vitest';
import { parseConfig } from '../project/config.ts';
import { jobRequest } from './job-request.ts';

describe('a request made of the arguments of a tool', () => {
  it('keeps 0, false and "", and leaves out what was not given', () => {
    expect(
      jobRequest({ model: 'm', prompt: '', seed: 0, audio: false, args: { a: 0 } }, parseConfig({})),
    ).toEqual({
      model: 'm',
      inputs: {},
      prompt: '',
      seed: 0,
      audio: false,
      extra: { a: 0 },
    });
  });

  it('gives pictures their roles', () => {
    const { inputs } = jobRequest({ model: 'm', image: 'a.png', end_image: 'b.png' }, parseConfig({}));
    expect(inputs).toEqual({ first_frame: ['a.png'], last_frame: ['b.png'] });
  });

  it('gives videos, sounds and references theirs, and keeps size and count', () => {
    const input = {
      model: 'm',
      references: ['a.png', 'b.png'],
      video: 'v.mp4',
      sound: 's.mp3',
      size: '640x480',
    };
    expect(jobRequest({ ...input, count: 2 }, parseConfig({}))).toEqual({
      model: 'm',
      inputs: { reference: ['a.png', 'b.png'], video: ['v.mp4'], audio: ['s.mp3'] },
      size: '640x480',
      count: 2,
    });
  });

  it('takes the default model of the configuration, and asks for one where there is none', () => {
    expect(jobRequest({}, parseConfig({ default_model: 'd' })).model).toBe('d');
    expect(() => jobRequest({}, parseConfig({}))).toThrow('No model was named');
  });
});
