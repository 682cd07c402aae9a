import { describe, expect, it } from 'vitest';
import { hostsOn } from '../../test/support/fal-on.ts';
import { FAL_HOSTS, isApiUrl, isMediaUrl, isQueueUrl, isUploadUrl, wireHosts } from './hosts.ts';

const SIMULATOR = {
  FAL_VIDEO_QUEUE_URL: 'http://127.0.0.1:4010/',
  FAL_VIDEO_REST_URL: 'http://127.0.0.1:4010',
  FAL_VIDEO_API_URL: 'http://127.0.0.1:4011',
  FAL_VIDEO_MEDIA_HOSTS: '127.0.0.1:4010, .sim.example',
};

describe('where the wire points', () => {
  it('is fal when nothing is set, or only what a client left unexpanded', () => {
    expect(wireHosts({})).toEqual(FAL_HOSTS);
    expect(wireHosts({ FAL_VIDEO_QUEUE_URL: '${FAL_VIDEO_QUEUE_URL}', FAL_VIDEO_API_URL: ' ' })).toEqual(
      FAL_HOSTS,
    );
  });

  it('is simulated when all four name another host', () => {
    expect(wireHosts(SIMULATOR)).toEqual({
      queue: 'http://127.0.0.1:4010',
      rest: 'http://127.0.0.1:4010',
      api: 'http://127.0.0.1:4011',
      media: ['127.0.0.1:4010', '.sim.example'],
      simulated: true,
    });
  });

  it('stays real on the backup queue of fal', () => {
    expect(wireHosts({ FAL_VIDEO_QUEUE_URL: 'https://queue.falrun.com' })).toMatchObject({
      simulated: false,
    });
  });

  it.each([
    [{ ...SIMULATOR, FAL_VIDEO_MEDIA_HOSTS: '' }],
    [{ ...SIMULATOR, FAL_VIDEO_API_URL: 'https://api.fal.ai' }],
    [{ FAL_VIDEO_QUEUE_URL: 'https://queue.fal.run.evil.com' }],
    [{ FAL_VIDEO_QUEUE_URL: 'http://queue.fal.run' }],
    [{ FAL_VIDEO_REST_URL: 'https://rest.fal.ai:8443' }],
    [{ FAL_VIDEO_MEDIA_HOSTS: 'fal.media,evilfal.media' }],
  ])('is refused where simulated and real are mixed: %j', (env) => {
    expect(() => wireHosts(env)).toThrow(expect.objectContaining({ code: 'MIXED_WIRE_HOSTS' }));
  });

  it.each([
    'https://queue.fal.run.',
    'http://queue.fal.run',
    'https://queue.fal.run:8443',
    'https://fal.run',
  ])('is never simulated where it is a host of fal in another spelling: %s', (queue) => {
    const env = { ...SIMULATOR, FAL_VIDEO_QUEUE_URL: queue };
    expect(() => wireHosts(env)).toThrow(expect.objectContaining({ code: 'BAD_WIRE_HOST' }));
  });

  it.each([
    ['FAL_VIDEO_QUEUE_URL', 'queue.fal.run'],
    ['FAL_VIDEO_QUEUE_URL', 'https://queue.fal.run/fal-ai'],
    ['FAL_VIDEO_QUEUE_URL', 'https://queue.fal.run?x=1'],
    ['FAL_VIDEO_API_URL', 'ftp://api.fal.ai'],
    ['FAL_VIDEO_API_URL', 'https://user:secret-word@api.fal.ai'],
    ['FAL_VIDEO_MEDIA_HOSTS', 'https://fal.media'],
    ['FAL_VIDEO_MEDIA_HOSTS', 'fal.media,,x'],
  ])('is a configuration error that names %s for %s', (name, value) => {
    const error = thrownBy(() => wireHosts({ [name]: value }));
    expect(error).toMatchObject({ fault: 'configuration', code: 'BAD_WIRE_HOST' });
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('secret-word');
  });
});

describe('the key', () => {
  it.each([
    'https://queue.fal.run/a/b',
    'https://queue.falrun.com/a',
    'https://rest.fal.ai/x',
    'https://api.fal.ai/v1',
  ])('may go to %s', (url) => expect(isApiUrl(url, FAL_HOSTS)).toBe(true));

  it.each([
    'https://evilfal.ai/',
    'https://fal.ai.evil.com/',
    'https://queue.fal.run.evil.com/',
    'https://evil.com/queue.fal.run',
    'https://queue.fal.run@evil.com/',
    'https://user@queue.fal.run/',
    'https://queue.fal.run:444/',
    'https://queue.fal.run./',
    'http://queue.fal.run/',
    'https://v3.fal.media/files/x.mp4',
    'https://fal.run/a',
    'data:text/plain,x',
    'not a url',
    '',
  ])('does not go to %s', (url) => expect(isApiUrl(url, FAL_HOSTS)).toBe(false));

  it('goes to no host of fal from a simulated wire', () => {
    const hosts = hostsOn('http://127.0.0.1:4010');
    expect(isApiUrl('http://127.0.0.1:4010/a', hosts)).toBe(true);
    expect(isApiUrl('http://127.0.0.1:4011/a', hosts)).toBe(false);
    expect(isQueueUrl('https://queue.fal.run/a', hosts)).toBe(false);
    expect(isQueueUrl('https://queue.falrun.com/a', hosts)).toBe(false);
  });
});

describe('media', () => {
  it.each([
    ['https://fal.media/files/a.mp4', true],
    ['https://v3.fal.media/files/a.mp4', true],
    ['https://V3B.FAL.MEDIA/files/a.mp4', true],
    ['https://evilfal.media/a.mp4', false],
    ['https://v3.fal.media.evil.com/a.mp4', false],
    ['https://v3.fal.media:8443/a.mp4', false],
    ['https://me@v3.fal.media/a.mp4', false],
    ['http://v3.fal.media/a.mp4', false],
    ['https://queue.fal.run/a.mp4', false],
    ['file:///etc/passwd', false],
    ['data:video/mp4;base64,AAAA', false],
  ])('from %s: %s', (url, good) => expect(isMediaUrl(url, FAL_HOSTS)).toBe(good));

  it('come from the very port of a simulator', () => {
    const hosts = hostsOn('http://127.0.0.1:4010');
    expect(isMediaUrl('http://127.0.0.1:4010/files/a.mp4', hosts)).toBe(true);
    expect(isMediaUrl('http://127.0.0.1:4011/files/a.mp4', hosts)).toBe(false);
    expect(isMediaUrl('https://v3.fal.media/files/a.mp4', hosts)).toBe(false);
  });
});

describe('an upload', () => {
  it.each([
    ['https://v3.fal.media/files/upload?token=x', true],
    ['https://storage.googleapis.com/bucket/x', true],
    ['http://v3.fal.media/files/upload', false],
    ['https://127.0.0.1/x', false],
    ['https://[::1]/x', false],
    ['https://localhost/x', false],
    ['https://a.localhost/x', false],
    ['https://metadata.google.internal/x', false],
    ['https://metadata.google.internal./x', false],
    ['https://storage.corp/x', false],
    ['https://storage.example.com:9000/x', false],
  ])('may go to %s: %s', (url, good) => expect(isUploadUrl(url, FAL_HOSTS)).toBe(good));

  it('of a simulator stays with it', () => {
    const hosts = hostsOn('http://127.0.0.1:4010');
    expect(isUploadUrl('http://127.0.0.1:4010/upload/x', hosts)).toBe(true);
    expect(isUploadUrl('https://v3.fal.media/upload/x', hosts)).toBe(false);
  });
});

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
