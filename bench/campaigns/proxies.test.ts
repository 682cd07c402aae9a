import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../src/util/version.ts';
import { CA_FILE, ConnectProxy, tlsFront } from '../../test/support/connect-proxy.ts';
import { runProgram } from '../../test/support/run-program.ts';
import { drawHero, filesWith, makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/**
 * The built program in a network that only a proxy leads out of, over TLS as to fal itself: hosts below `fal.test`,
 * which no name server knows, and certificates of an authority of our own.
 */

const USERINFO = 'me:hidden-word';
const HOSTS = {
  FAL_VIDEO_QUEUE_URL: 'https://queue.fal.test',
  FAL_VIDEO_REST_URL: 'https://rest.fal.test',
  FAL_VIDEO_API_URL: 'https://api.fal.test',
  FAL_VIDEO_MEDIA_HOSTS: '.fal.test',
};

let sandbox: Sandbox;
let front: Awaited<ReturnType<typeof tlsFront>>;
let proxy: ConnectProxy;
let secureProxy: ConnectProxy;

beforeAll(async () => {
  sandbox = await makeSandbox({
    simulator: { speakAs: { queue: HOSTS.FAL_VIDEO_QUEUE_URL, media: 'https://media.fal.test' } },
  });
  front = await tlsFront(() => Number(new URL(sandbox.simulator.url).port));
  proxy = await ConnectProxy.start(() => front.port);
  secureProxy = await ConnectProxy.start(() => front.port, { secure: true });
});
beforeEach(() => {
  for (const one of [proxy, secureProxy]) one.asked.length = 0;
  proxy.mood = 'open';
});
afterAll(async () => {
  await Promise.all([proxy.close(), secureProxy.close(), front.close()]);
  await sandbox.close();
});

const generate = (prompt: string, picture = 'hero.png') => [
  'generate',
  'hailuo-02-standard-i2v',
  '--image',
  picture,
  '--prompt',
  prompt,
];

/** The program, in the sandbox; what it says must not hold the password of the proxy, nor may any file. */
async function run(line: readonly string[], env: NodeJS.ProcessEnv) {
  const { PATH, HOME } = sandbox.env;
  const around = { PATH, HOME, ...HOSTS, NODE_EXTRA_CA_CERTS: CA_FILE, ...env };
  const ran = await runProgram([...line, '--json', '--root', sandbox.root], around);
  expect(ran.stdout + ran.stderr).not.toContain('hidden-word');
  expect(await filesWith(sandbox.root, 'hidden-word')).toEqual([]);
  return { ...ran, data: JSON.parse(ran.stdout) as Record<string, unknown> };
}

const accepted = () => sandbox.simulator.books.accepted().length;

describe('behind a proxy', () => {
  it.each([
    ['http', () => proxy],
    ['https', () => secureProxy],
  ] as const)(
    'over %s a job goes from its picture to its video, with every call of it',
    async (scheme, one) => {
      const before = accepted();
      // One that was not uploaded before.
      await drawHero(join(sandbox.root, `${scheme}.png`), scheme === 'http' ? '#c33' : '#3c3');
      const { data } = await run(generate('the hero walks', `${scheme}.png`), {
        HTTPS_PROXY: one().url(USERINFO),
      });
      expect(data).toMatchObject({ status: 'collected', billed_usd: 0.27 });
      expect(accepted()).toBe(before + 1);
      const names = one().asked.map(({ authority }) => authority);
      expect(new Set(names)).toEqual(
        new Set(['rest.fal.test:443', 'media.fal.test:443', 'queue.fal.test:443', 'api.fal.test:443']),
      );
      expect(new Set(one().asked.map(({ headers }) => headers['user-agent']))).toEqual(
        new Set([`fal-video/${version}`]),
      );
    },
  );

  it.each([
    ['an authority that the program does not trust', { NODE_EXTRA_CA_CERTS: '' }, 'open', /certificate/],
    [
      'a proxy that wants a password',
      {},
      407,
      /the proxy http:\/\/localhost:\d+ \(https_proxy\) .*\(HTTP 407\)/,
    ],
    ['a proxy that does not let it through', {}, 403, /refused the way to \S+\.fal\.test:443 \(HTTP 403\)/],
  ] as const)('%s leaves the job unsent, and free', async (_, env, mood, words) => {
    const before = accepted();
    proxy.mood = mood;
    const { data, exitCode } = await run(generate(`the hero meets ${mood}`), {
      https_proxy: proxy.url(USERINFO),
      ...env,
    });
    expect(exitCode).not.toBe(0);
    expect(JSON.stringify(data)).toMatch(words);
    expect(JSON.stringify(data)).toContain('not-sent');
    expect(accepted()).toBe(before);
  });

  it('doctor names the proxy of each host', async () => {
    const { data } = await run(['doctor'], { ALL_PROXY: proxy.url(USERINFO) });
    expect(JSON.stringify(data)).toContain(`https://queue.fal.test answers after`);
    expect(JSON.stringify(data)).toContain(`through the proxy http://localhost:${proxy.port} (ALL_PROXY)`);
    const socks = await run(['doctor'], { ALL_PROXY: 'socks5://me:hidden-word@localhost:1080' });
    expect(JSON.stringify(socks.data)).toContain('ALL_PROXY cannot be used: it names a socks5 proxy');
  });
});
