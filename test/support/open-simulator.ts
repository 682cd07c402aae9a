import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { isObject } from '../../src/util/json.ts';
import { fakeRenderer, TINY_PNG } from './fake-renderer.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  /** The parsed body; empty where it is no JSON object. */
  json: Record<string, unknown>;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** `null` sends none. Default `test:secret`. */
  key?: string | null;
  /** Objects are sent as JSON. */
  body?: object | Buffer;
}

export interface OpenSimulator extends Simulator {
  folder: string;
  /** A call by method and path or whole URL: `call('GET', '/v1/models')`. */
  call(method: 'GET' | 'POST' | 'PUT' | 'HEAD', path: string, options?: CallOptions): Promise<Answer>;
  /** Uploads a picture and gives its URL. */
  upload(bytes?: Buffer, fileName?: string, contentType?: string): Promise<string>;
}

/** A simulator of its own for one test, without waits unless asked for; it goes when the test is over. */
export async function openSimulator(options: Partial<SimulatorOptions> = {}): Promise<OpenSimulator> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-simulator-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const simulator = await startSimulator({
    folder,
    renderer: fakeRenderer(),
    pace: { queueMs: 0, workMs: 0 },
    ...options,
  });
  // What was registered last is done first.
  onTestFinished(() => simulator.close());
  const call: OpenSimulator['call'] = (method, path, rest = {}) => send(simulator.url, method, path, rest);
  return { ...simulator, folder, call, upload: (bytes, name, type) => upload(call, bytes, name, type) };
}

async function send(
  origin: string,
  method: 'GET' | 'POST' | 'PUT' | 'HEAD',
  path: string,
  { headers = {}, key = 'test:secret', body }: CallOptions,
): Promise<Answer> {
  const response = await request(new URL(path, origin), {
    method,
    headers: { ...(key === null ? {} : { authorization: `Key ${key}` }), ...headers },
    body: body === undefined || Buffer.isBuffer(body) ? (body ?? null) : JSON.stringify(body),
  });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  const text = bytes.toString();
  return { status: response.statusCode, headers: response.headers, bytes, text, json: parsed(text) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

async function upload(
  call: OpenSimulator['call'],
  bytes: Buffer = TINY_PNG,
  file_name = 'hero.png',
  content_type = 'image/png',
): Promise<string> {
  const body = { file_name, content_type };
  const { json } = await call('POST', '/storage/upload/initiate?storage_type=fal-cdn-v3', { body });
  await call('PUT', String(json['upload_url']), { key: null, body: bytes });
  return String(json['file_url']);
}

export const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
export const SEEDANCE = 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video';

/** Submits a job with an uploaded picture. */
export async function submit(
  fal: OpenSimulator,
  input: object = {},
  path = `/${HAILUO}`,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const image_url = await fal.upload();
  return fal.call('POST', path, { headers, body: { prompt: 'a walk', image_url, ...input } });
}

/** What a submit answered. */
export type Handle = Record<string, unknown>;

export const askStatus = (fal: OpenSimulator, handle: Handle, query = '') =>
  fal.call('GET', `${String(handle['status_url'])}${query}`);

export const askResult = (fal: OpenSimulator, handle: Handle) =>
  fal.call('GET', String(handle['response_url']));

/** Asks until fal says this word. */
export async function untilState(
  fal: OpenSimulator,
  handle: Handle,
  word: string,
  query = '',
): Promise<Answer> {
  for (;;) {
    const answer = await askStatus(fal, handle, query);
    if (answer.json['status'] === word) return answer;
  }
}

export const untilCompleted = (fal: OpenSimulator, handle: Handle) => untilState(fal, handle, 'COMPLETED');
