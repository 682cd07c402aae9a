import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { build } from 'esbuild';
import type { Browser, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';

/** A chat in a real browser that shows the view of a real server's answer. */
export interface Chat {
  page: Page;
  /** The inside of the frame. */
  view: Frame;
  /** What the view asked of its host. */
  asked(method: string): Promise<unknown[]>;
  /** Runs an expression in the host. */
  host<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

export interface ChatOptions {
  tool: string;
  input: Record<string, unknown>;
  /** `null`: not there yet. */
  answer: CallToolResult | null;
  context?: Record<string, unknown>;
  can?: Record<string, unknown>;
}

const ALL = { serverResources: {}, downloadFile: {}, openLinks: {} };

export async function openChat(
  browser: Browser,
  client: Client,
  { tool, input, answer, context = {}, can = ALL }: ChatOptions,
): Promise<Chat> {
  const html = await pageOf(client, tool);
  const browserContext = await browser.newContext({ viewport: { width: 900, height: 1000 } });
  const page = await browserContext.newPage();
  const [strangers, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (!/^(data:|about:|http:\/\/chat\.invalid\/$)/.test(request.url())) strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  await page.route('http://chat.invalid/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Chat</title><body>' }),
  );
  await page.exposeFunction('readForView', (uri: string) => client.readResource({ uri }));
  await page.goto('http://chat.invalid/');
  await page.addScriptTag({ content: await hostCode() });
  await page.evaluate(`window.openView(${JSON.stringify({ html, input, answer, context, can })})`);
  const view = page.frames().find((frame) => frame !== page.mainFrame());
  if (view === undefined) throw new Error('the host made no frame');
  return {
    page,
    view,
    asked: async (method) =>
      (await page.evaluate<{ method: string; params: unknown }[]>('window.asked'))
        .filter((one) => one.method === method)
        .map(({ params }) => params),
    host: <T>(expression: string) => page.evaluate<T>(expression),
    close: async () => {
      expect(strangers, 'requests of the view').toEqual([]);
      expect(errors, 'errors in the console').toEqual([]);
      await browserContext.close();
    },
  };
}

/** The page as a host finds it: by what the tool says of itself. */
async function pageOf(client: Client, name: string): Promise<string> {
  const { tools } = await client.listTools();
  const meta = tools.find((tool) => tool.name === name)?.['_meta'] as
    { ui?: { resourceUri?: string } } | undefined;
  const uri = meta?.ui?.resourceUri;
  if (uri === undefined) throw new Error(`${name} names no page`);
  const [content] = (await client.readResource({ uri })).contents;
  expect(content).toMatchObject({
    mimeType: 'text/html;profile=mcp-app',
    _meta: { ui: { csp: { connectDomains: [], resourceDomains: [] } } },
  });
  return content !== undefined && 'text' in content ? content.text : '';
}

let code: Promise<string> | undefined;

function hostCode(): Promise<string> {
  code ??= build({
    entryPoints: [join(packageRoot, 'test', 'chat-host', 'page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'warning',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return code;
}
