import { describe, expect, it } from 'vitest';
import { filesByRole, paramsOfFiles, refuseUnknownNames } from './job-request.ts';

const files = {
  image: 'a.png',
  end_image: 'b.png',
  references: ['c.png', 'd.png'],
  video: 'v.mp4',
  sound: 's.mp3',
};

describe('the files of a request', () => {
  it('have each a role at the model, and back', () => {
    const roles = filesByRole({ prompt: 'x', ...files });
    expect(roles).toEqual({
      first_frame: ['a.png'],
      last_frame: ['b.png'],
      reference: ['c.png', 'd.png'],
      video: ['v.mp4'],
      audio: ['s.mp3'],
    });
    expect(paramsOfFiles(roles)).toEqual(files);
    expect(filesByRole({})).toEqual({});
  });
});

describe('a name that no job has', () => {
  it.each([
    ['duration_seconds', /\(it is duration\)/],
    ['extra', /\(it is args\)/],
    ['inputs', /\(it is image, end_image, references, video or sound\)/],
    ['promt', /\(it is prompt\)/],
    ['zzz', /A job has no zzz\. It takes: model, prompt/],
  ])('is refused with the one that was meant: %s', (name, message) => {
    expect(() => refuseUnknownNames({ model: 'm', [name]: 1 })).toThrow(message);
  });
});
