import { type Exchange, header, objectBody, type SimulatedRoute, type World } from '../exchange.ts';
import { isObject } from '../../util/json.ts';
import type { StoredFile } from '../files.ts';
import { LOCKED } from '../faults/misbehave.ts';
import { detailReply, json, type Reply } from '../reply.ts';
import type { Part } from '../uploads.ts';

/**
 * Storage as on `rest.fal.ai` and its upload hosts, in the forms that fal's clients use: initiate and put,
 * multipart (@fal-ai/client 1.10.1, storage.ts), and token and post (fal_client.py).
 */
export const STORAGE_ROUTES: readonly SimulatedRoute[] = [
  {
    method: 'POST',
    path: /^\/storage\/upload\/initiate(?:-multipart)?$/,
    access: 'key',
    call: 'initiate',
    handle: initiate,
  },
  {
    method: 'PUT',
    path: /^\/upload\/(?<token>\w+)$/,
    access: 'no-key',
    call: 'put',
    streams: true,
    handle: put,
  },
  {
    method: 'PUT',
    path: /^\/upload\/(?<token>\w+)\/(?<part>\d+)$/,
    access: 'no-key',
    call: 'put',
    streams: true,
    handle: putPart,
  },
  {
    method: 'POST',
    path: /^\/upload\/(?<token>\w+)\/complete$/,
    access: 'no-key',
    call: 'put',
    handle: complete,
  },
  { method: 'POST', path: /^\/storage\/auth\/token$/, access: 'key', call: 'initiate', handle: token },
  { method: 'POST', path: /^\/files\/upload$/, access: 'no-key', call: 'put', streams: true, handle: post },
];

function initiate(exchange: Exchange, { uploads, files }: World): Reply {
  if (exchange.keyholder === 'locked') return LOCKED;
  const { file_name, content_type } = objectBody(exchange) ?? {};
  if (typeof file_name !== 'string' || typeof content_type !== 'string') {
    const missing = ['file_name', 'content_type'].map((field) => ({
      loc: ['body', field],
      msg: 'Field required',
      type: 'missing',
    }));
    return detailReply(422, missing);
  }
  const upload = uploads.begin(file_name, content_type);
  return json(200, {
    upload_url: `${files.origin}/upload/${upload.token}?signature=${upload.token}`,
    file_url: files.urlOf(upload.name),
  });
}

async function put({ params, request }: Exchange, { uploads }: World): Promise<Reply> {
  const file = await uploads.put(params['token'] ?? '', request);
  return file === null ? NO_UPLOAD : { status: 200, headers: {} };
}

async function putPart({ params, request }: Exchange, { uploads }: World): Promise<Reply> {
  const number = Number(params['part']);
  const part = await uploads.putPart(params['token'] ?? '', number, request);
  return part === null ? NO_UPLOAD : json(200, { partNumber: number, etag: part.sha256 });
}

async function complete(exchange: Exchange, { uploads }: World): Promise<Reply> {
  const parts = objectBody(exchange)?.['parts'];
  const named: unknown[] = Array.isArray(parts) ? parts : [];
  const file = await uploads.complete(exchange.params['token'] ?? '', named.filter(isPart));
  return file === null ? detailReply(400, 'Parts are missing') : json(200, { file_name: file.name });
}

function isPart(value: unknown): value is Part {
  return isObject(value) && typeof value['partNumber'] === 'number' && typeof value['etag'] === 'string';
}

function token(exchange: Exchange, { files, clock, uploads }: World): Reply {
  if (exchange.keyholder === 'locked') return LOCKED;
  const expires = new Date(clock.now().getTime() + 3_600_000);
  return json(200, {
    token: uploads.begin('upload.bin', 'application/octet-stream').token,
    token_type: 'Bearer',
    base_url: files.origin,
    expires_at: expires.toISOString(),
  });
}

async function post(exchange: Exchange, { uploads, files }: World): Promise<Reply> {
  const name = header(exchange, 'x-fal-file-name') ?? 'upload.bin';
  const type = header(exchange, 'content-type') ?? 'application/octet-stream';
  const upload = uploads.begin(name, type);
  const file: StoredFile | null = await uploads.put(upload.token, exchange.request);
  return file === null ? NO_UPLOAD : json(200, { access_url: files.urlOf(file.name) });
}

const NO_UPLOAD = detailReply(403, 'The upload URL is not known or has expired');
