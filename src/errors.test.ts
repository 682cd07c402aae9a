import { mkdir, open, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asFalVideoError } from './errors.ts';
import { naming } from './util/naming.ts';

const thrownBy = (work: () => Promise<unknown>) =>
  work().then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );

describe.skipIf(process.platform !== 'linux')('what the disk refuses, wherever it is met,', () => {
  it('is told with the folder that is full, and is no defect', async () => {
    const error = asFalVideoError(
      await thrownBy(async () => {
        const file = await open('/dev/full', 'w');
        await file
          .writeFile('x')
          .catch(naming('/home/me/clips/out.mp4'))
          .finally(() => void file.close());
      }),
    );
    expect(error).toMatchObject({
      fault: 'configuration',
      code: 'DISK_FULL',
      message: expect.stringContaining('in /home/me/clips (ENOSPC)') as string,
      // It may be met behind a POST as well.
      retrySafe: false,
    });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a file in the way',
      () => mkdir('/dev/null/a'),
      '/dev/null/a cannot be opened: a file stands where a folder',
    ],
    [
      'a folder in the way',
      () => writeFile('/tmp', 'x'),
      '/tmp cannot be opened: a folder stands where a file',
    ],
    [
      'no such place',
      () => mkdir('/proc/1/a'),
      '/proc/1/a cannot be opened: it is not there and cannot be made',
    ],
  ])('is told in words: %s', async (_, work, says) => {
    expect(asFalVideoError(await thrownBy(work))).toMatchObject({
      code: 'CANNOT_WRITE',
      message: expect.stringContaining(says) as string,
    });
  });

  it('is told apart from defects', () => {
    expect(asFalVideoError(new TypeError('x is not a function'))).toMatchObject({ code: 'INTERNAL' });
    const spawn = Object.assign(new Error('spawn x EACCES'), {
      code: 'ENOENT',
      syscall: 'spawn x',
      errno: -2,
    });
    expect(asFalVideoError(spawn)).toMatchObject({ code: 'INTERNAL' });
  });
});
