import { describe, expect, it } from 'vitest';
import { proxiesOf } from './proxies.ts';

const HTTPS = { HTTPS_PROXY: 'http://for-https:1' };
const HTTP = { HTTP_PROXY: 'http://for-http:2' };
const ALL = { ALL_PROXY: 'http://for-all:3' };

/** The proxy on the way to a URL, in short. */
const wayTo = (url: string, env: NodeJS.ProcessEnv) => {
  const proxy = proxiesOf(env)(new URL(url));
  return proxy === null ? 'direct' : `${proxy.host}:${proxy.port}`;
};

describe('the proxy on the way to a host', () => {
  it.each([
    ['https://queue.fal.run', {}, 'direct'],
    ['https://queue.fal.run', { ...HTTPS, ...HTTP, ...ALL }, 'for-https:1'],
    ['http://sim.example', { ...HTTPS, ...HTTP, ...ALL }, 'for-http:2'],
    ['https://queue.fal.run', { ...HTTP, ...ALL }, 'for-all:3'],
    ['https://queue.fal.run', HTTP, 'direct'],
    ['https://queue.fal.run', { ...HTTPS, https_proxy: 'http://lower:4' }, 'lower:4'],
    ['https://queue.fal.run', { all_proxy: 'lower:4' }, 'lower:4'],
    ['https://queue.fal.run', { HTTPS_PROXY: ' ', ...ALL }, 'for-all:3'],
    ['https://queue.fal.run', { HTTPS_PROXY: '${HTTPS_PROXY}' }, 'direct'],
    ['https://queue.fal.run', { HTTPS_PROXY: 'proxy.example' }, 'proxy.example:80'],
    ['https://queue.fal.run', { HTTPS_PROXY: 'https://proxy.example/' }, 'proxy.example:443'],
    ['https://queue.fal.run', { HTTPS_PROXY: 'http://[2001:db8::1]:3128' }, '2001:db8::1:3128'],
  ])('to %s with %j is %s', (url, env, way) => {
    expect(wayTo(url, env)).toBe(way);
  });

  it.each([
    ['*', true],
    ['fal.run', true],
    ['.fal.run', true],
    ['*.fal.run', true],
    ['QUEUE.fal.run', true],
    ['other.example, queue.fal.run:443', true],
    ['other.example queue.fal.run', true],
    ['queue.fal.run:8443', false],
    ['al.run', false],
    ['run.example,.', false],
    ['', false],
  ])('is left out for the hosts of NO_PROXY=%s: %s', (NO_PROXY, direct) => {
    expect(wayTo('https://queue.fal.run/x', { ...HTTPS, NO_PROXY })).toBe(direct ? 'direct' : 'for-https:1');
    expect(wayTo('https://queue.fal.run/x', { ...HTTPS, no_proxy: NO_PROXY, NO_PROXY: '*' })).toBe(
      direct || NO_PROXY === '' ? 'direct' : 'for-https:1',
    );
  });

  it.each([
    'http://127.0.0.1:4711',
    'http://127.8.0.1',
    'http://localhost:80',
    'https://[::1]:1',
    'http://sim.localhost',
  ])('is none to loopback: %s', (url) => {
    expect(wayTo(url, { ...HTTPS, ...HTTP, ...ALL })).toBe('direct');
  });

  it.each([
    'socks5://127.0.0.1:1080',
    'socks5h://u:hidden-word@proxy:1',
    'ftp://proxy',
    'http://',
    'http://u:hidden-word@[x',
  ])('that cannot be used is refused when it is needed, without its value: %s', (value) => {
    const proxyFor = proxiesOf({ ALL_PROXY: value });
    expect(proxyFor(new URL('http://127.0.0.1:1'))).toBeNull();
    const error = (() => {
      try {
        return proxyFor(new URL('https://queue.fal.run'));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      fault: 'configuration',
      code: 'BAD_PROXY',
      message: expect.stringMatching(/^ALL_PROXY cannot be used: .*http:\/\/HOST:PORT/) as string,
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('hidden-word');
  });

  it.each([
    ['p%40ss', 'p@ss'],
    ['100%', '100%'],
  ])('keeps its user name and password for the header alone: %s', (written, password) => {
    const proxy = proxiesOf({ HTTPS_PROXY: `http://me:${written}@proxy.example:8080` })(
      new URL('https://fal.run'),
    );
    expect(proxy?.words).toBe('the proxy http://proxy.example:8080 (HTTPS_PROXY)');
    const [scheme, code = ''] = proxy?.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(code, 'base64').toString()]).toEqual(['Basic', `me:${password}`]);
  });
});
