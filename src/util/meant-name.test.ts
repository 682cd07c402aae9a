import { describe, expect, it } from 'vitest';
import { meantName } from './meant-name.ts';

const VIDEO =
  'model prompt negative_prompt references resolution aspect_ratio seed args image end_image video sound duration ' +
  'audio quote_id wait_seconds task_slug';

describe('the parameter that was meant', () => {
  it.each([
    ['length_seconds', 'duration'],
    ['duration_seconds', 'duration'],
    ['durationSeconds', 'duration'],
    ['seconds', 'duration'],
    ['image_url', 'image'],
    ['first_frame_url', 'image'],
    ['input_image', 'image'],
    ['tail_image_url', 'end_image'],
    ['image_urls', 'references'],
    ['reference', 'references'],
    ['audio_url', 'sound'],
    ['generate_audio', 'audio'],
    ['negative', 'negative_prompt'],
    ['ratio', 'aspect_ratio'],
    ['timeout_seconds', 'wait_seconds'],
    ['endpoint_id', 'model'],
    ['quote', 'quote_id'],
    ['seeds', 'seed'],
  ])('%s, as it is called elsewhere, is %s', (given, meant) => {
    expect(meantName(given, VIDEO.split(' '))).toBe(meant);
  });

  it.each([
    ['promt', 'prompt'],
    ['modle', 'model'],
    ['duratoin', 'duration'],
    ['aspect_raito', 'aspect_ratio'],
  ])('%s is %s with a slip', (given, meant) => {
    expect(meantName(given, VIDEO.split(' '))).toBe(meant);
  });

  it.each([
    'mode',
    'speed',
    'wiat_seconds',
    'cfg_scale',
    'radio',
    'max_seconds',
    'frame_id',
    'zzzzzzzzzz',
    '',
    '_',
    'ide',
  ])('%j is not guessed at', (given) => {
    expect(meantName(given, VIDEO.split(' '))).toBeUndefined();
  });

  it('is only ever one that there is', () => {
    expect(meantName('length_seconds', ['job_id', 'wait_seconds'])).toBeUndefined();
    expect(meantName('image', ['picture', 'style'])).toBe('picture');
    expect(meantName('image', ['references', 'size'])).toBe('references');
    expect(meantName('constructor', VIDEO.split(' '))).toBeUndefined();
  });
});
