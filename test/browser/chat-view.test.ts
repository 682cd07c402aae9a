import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inBrowser, openBrowser } from '../support/browser.ts';
import { type Chat, openChat } from '../support/chat-host.ts';
import { serverCommand } from '../support/mcp-clients.ts';
import { makeSandbox, type Sandbox } from '../support/sandbox.ts';

/** The views inside a chat, in a real browser: the built server over stdio, and the protocol's own bridge as the host. */

let browser: Browser;
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  browser = await openBrowser();
  sandbox = await makeSandbox({ simulator: { pace: { queueMs: 50, workMs: 1500 } } });
  client = new Client({ name: 'test-host', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StdioClientTransport(serverCommand(sandbox)));
});
afterAll(async () => {
  await client?.close();
  await sandbox?.close();
  await browser?.close();
});

const POLL = { interval: 50 };
const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };

const call = (name: string, args: Record<string, unknown>): Promise<CallToolResult> =>
  client.callTool({ name, arguments: args });
const dataOf = ({ content: [first] }: CallToolResult) =>
  JSON.parse(first?.type === 'text' ? first.text : '{}') as Record<string, unknown>;
const textOf = async ({ view }: Chat) => (await view.textContent('main'))?.replaceAll(/\s+/g, ' ') ?? '';

inBrowser('the view of a job', () => {
  it('plays its video, says what it cost and where it lies, and is as tall as what it shows', async () => {
    const { job_id } = dataOf(await call('generate_video', { ...TASK, wait_seconds: 20 }));
    const input = { job_id };
    const answer = await call('get_job', input);
    const chat = await openChat(browser, client, { tool: 'get_job', input, answer });
    await playing(chat);
    expect(await textOf(chat)).toMatch(
      /hailuo-02-standard-i2v ?Done ?Simulated ?\$0\.27 billed, simulated.*output-01\.mp4/,
    );
    await expect.poll(() => heightDifference(chat), POLL).toBeLessThanOrEqual(1);
    await chat.close();
  });

  it('follows a job under way to its video', async () => {
    const begun = await call('generate_video', { ...TASK, prompt: 'the hero runs', wait_seconds: 0 });
    const input = { job_id: dataOf(begun)['job_id'], wait_seconds: 0 };
    const answer = await call('get_job', input);
    expect(dataOf(answer)['status']).toMatch(/queued|running|submitting|planned/);
    const chat = await openChat(browser, client, { tool: 'get_job', input, answer });
    expect(await textOf(chat)).toContain('Under way');
    await playing(chat);
    expect(await textOf(chat)).toMatch(/Done.*billed/);
    await chat.close();
  });

  it('shows several jobs, and of one that failed what fal said', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list', times: 1 }] });
    const failed = dataOf(
      await call('generate_video', { ...TASK, prompt: 'the hero falls', wait_seconds: 20 }),
    );
    const { job_id } = dataOf(
      await call('generate_video', { ...TASK, model: 'kling-v3-pro-i2v', wait_seconds: 20 }),
    );
    const input = { job_ids: [failed['job_id'], job_id] };
    const answer = await call('get_job', input);
    const chat = await openChat(browser, client, { tool: 'get_job', input, answer });
    await playing(chat);
    expect(await textOf(chat)).toContain('Failed');
    expect(await textOf(chat)).toContain('$0.672 billed');
    expect(await chat.view.locator('article').count()).toBe(2);
    await chat.close();
  });

  it('says so where the call was given up or refused, with every text as text', async () => {
    const input = { job_id: '<img src=x onerror=alert(1)>' };
    const chat = await openChat(browser, client, { tool: 'get_job', input, answer: null });
    expect(await textOf(chat)).toContain('Waiting for the answer');
    await chat.host('window.giveUp()');
    await expect.poll(() => textOf(chat), POLL).toContain('given up');
    await chat.host(`window.sendAnswer(${JSON.stringify(await call('get_job', input))})`);
    await expect.poll(() => textOf(chat), POLL).toContain('<img src=x');
    expect(await chat.view.locator('main img').count()).toBe(0);
    await chat.close();
  });

  it('with a host that reads nothing for views, still says how the job stands and where its video lies', async () => {
    const { job_id } = dataOf(
      await call('generate_video', { ...TASK, prompt: 'the hero sits', wait_seconds: 20 }),
    );
    const input = { job_id };
    const answer = await call('get_job', input);
    const chat = await openChat(browser, client, { tool: 'get_job', input, answer, can: {} });
    await expect.poll(() => textOf(chat), POLL).toContain('Not shown');
    expect(await textOf(chat)).toContain('output-01.mp4');
    await chat.close();
  });

  it('wears the theme of its host, and changes with it', async () => {
    const answer = await call('get_job', { job_id: 'job_00000000' });
    const chat = await openChat(browser, client, {
      tool: 'get_job',
      input: {},
      answer,
      context: { theme: 'dark' },
    });
    const theme = () => chat.view.evaluate<string>('document.documentElement.dataset.theme');
    expect(await theme()).toBe('dark');
    await chat.host(`window.changeContext({ theme: 'light' })`);
    await expect.poll(theme, POLL).toBe('light');
    await chat.close();
  });
});

inBrowser('the view of an experiment', () => {
  let answer: CallToolResult;
  const input = { experiment: 'walk', wait_seconds: 45 };
  beforeAll(async () => {
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    const models = ['kling-v3-pro-i2v', 'seedance-pro-i2v'];
    const plan = { models, prompts: ['the hero walks'], image: 'hero.png', seeds: [1, 2], duration: 6 };
    await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(plan));
    await call('run_experiment', { file: 'walk' });
    answer = await call('get_experiment', input);
  });

  it('is the page of the report: plays the clips side by side, with their sheets and start picture', async () => {
    const chat = await openChat(browser, client, { tool: 'get_experiment', input, answer });
    await expect.poll(() => chat.view.locator('.tile video[src^="data:video/mp4"]').count(), POLL).toBe(4);
    // Not by a click of the mouse, for which Playwright would scroll the videos out of sight.
    await chat.view.getByRole('button', { name: 'Play all' }).dispatchEvent('click');
    const running = `[...document.querySelectorAll('.tile video')].filter(({ played }) => played.length > 0 && played.end(0) > 0.2).length`;
    await expect.poll(() => chat.view.evaluate<number>(running), POLL).toBe(4);
    await chat.view.getByRole('link', { name: 'Sheets' }).click();
    expect(await picturesShown(chat, '#sheets')).toBe(4);
    await chat.view.getByRole('link', { name: 'Task' }).click();
    expect(await picturesShown(chat, '#task')).toBe(1);
    expect(chat.page.url()).toBe('http://chat.invalid/');
    await chat.close();
  });

  it('asks for a frame to scroll in, no taller than its host allows, or for the whole window', async () => {
    const context = {
      containerDimensions: { maxHeight: 500 },
      availableDisplayModes: ['inline', 'fullscreen'],
      displayMode: 'inline',
    };
    const chat = await openChat(browser, client, { tool: 'get_experiment', input, answer, context });
    expect(await chat.asked('ui/notifications/size-changed')).toEqual([{ height: 500 }]);
    await chat.view.getByRole('button', { name: 'Whole window' }).click();
    await chat.view.getByRole('button', { name: 'Back into the chat' }).click();
    await expect
      .poll(() => chat.asked('ui/request-display-mode'), POLL)
      .toEqual([{ mode: 'fullscreen' }, { mode: 'inline' }]);
    await chat.close();
  });

  it('gives blind votes to the host as a file, and offers none where the host takes none', async () => {
    const chat = await openChat(browser, client, { tool: 'get_experiment', input, answer });
    await chat.view.getByRole('button', { name: 'Vote blind' }).click();
    await chat.view.getByRole('button', { name: 'A is better' }).click();
    await chat.view.getByRole('button', { name: 'Save votes' }).click();
    await expect.poll(() => chat.asked('ui/download-file'), POLL).toHaveLength(1);
    const [{ contents }] = (await chat.asked('ui/download-file')) as [
      { contents: [{ resource: { text: string; uri: string } }] },
    ];
    expect(JSON.parse(contents[0].resource.text)).toMatchObject({ kind: 'fal-video-votes', slug: 'walk' });
    await chat.close();
    const without = await openChat(browser, client, {
      tool: 'get_experiment',
      input,
      answer,
      can: { serverResources: {} },
    });
    await without.view.locator('.tile').first().waitFor();
    expect(await without.view.getByRole('button', { name: 'Vote blind' }).count()).toBe(0);
    await without.close();
  });

  it('is taken away in order', async () => {
    const chat = await openChat(browser, client, { tool: 'get_experiment', input, answer });
    await expect.poll(() => chat.view.locator('.tile video[src]').count(), POLL).toBe(4);
    await chat.host('window.takeAway()');
    expect(await chat.view.locator('.tile video[src]').count()).toBe(0);
    await chat.close();
  });
});

inBrowser('what the views read', () => {
  it('names of no record are not found, be they paths or not', async () => {
    const [{ job_id: jobId }] = dataOf(await call('list_jobs', {}))['jobs'] as [{ job_id: string }];
    for (const uri of [
      'fal-video://jobs/job_00000000/files/output-01.mp4',
      'fal-video://experiments/walk/pictures/nothing',
      'fal-video://experiments/nothing/report',
      `fal-video://jobs/${jobId}/files/..%2F..%2Fjournal.jsonl`,
    ]) {
      await expect(client.readResource({ uri })).rejects.toThrow(/not found|NEVER_RAN|nothing/i);
    }
  });
});

async function playing(chat: Chat): Promise<void> {
  await expect
    .poll(() => chat.view.evaluate<number>(`document.querySelector('video')?.readyState ?? 0`), POLL)
    .toBeGreaterThanOrEqual(2);
}

/** Pixels between the frame, without its border, and what is in it. */
async function heightDifference(chat: Chat): Promise<number> {
  const frame = await chat.host<number>(`document.querySelector('iframe').clientHeight`);
  return Math.abs(
    frame - (await chat.view.evaluate<number>('document.documentElement.getBoundingClientRect().height')),
  );
}

/** How many pictures there are in a part of the page; each is fetched when it comes into sight. */
async function picturesShown(chat: Chat, part: string): Promise<number> {
  const pictures = await chat.view.locator(`${part} img`).all();
  for (const picture of pictures) {
    await picture.scrollIntoViewIfNeeded();
    const width = () =>
      picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    await expect.poll(width, POLL).toBeGreaterThan(0);
  }
  return pictures.length;
}
