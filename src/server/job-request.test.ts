import { describe, expect, it } from 'vitest';
import { parseConfig } from '../project/config.ts';
import { jobRequest } from './job-request.ts';

describe('a request made of the arguments of a tool', () => {
  it('keeps 0, false and "", and leaves out what was not given', () => {
    expect(
      jobRequest({ model: 'm', prompt: '', seed: 0, audio: false, args: { a: 0 } }, parseConfig({})),
    ).toEqual({
      model: 'm',
      prompt: '',
      seed: 0,
      audio: false,
      args: { a: 0 },
    });
  });

  it('leaves out what is no part of a job', () => {
    const args = { model: 'm', image: 'a.png', quote_id: 'q_1', wait_seconds: 5 };
    expect(jobRequest(args, parseConfig({}))).toEqual({ model: 'm', image: 'a.png' });
  });

  it('takes the default model of the configuration, and asks for one where there is none', () => {
    expect(jobRequest({}, parseConfig({ default_model: 'd' })).model).toBe('d');
    expect(() => jobRequest({}, parseConfig({}))).toThrow('No model was named');
  });
});
