import { createFalClient } from '@fal-ai/client';
import { describe, expect, it } from 'vitest';
import { FAKE_MP4, heldRenderer, TINY_PNG } from '../../test/support/fake-renderer.ts';
import { HAILUO, type OpenSimulator, openSimulator, SEEDANCE } from '../../test/support/open-simulator.ts';

/** fal's own client, as published, with nothing changed but where its requests go. */
function falClient(fal: OpenSimulator) {
  const hosts = /^https:\/\/(?:queue\.fal\.run|rest\.fal\.ai)/;
  return createFalClient({
    credentials: 'test:secret',
    fetch: (input, init) => fetch(typeof input === 'string' ? input.replace(hosts, fal.url) : input, init),
  });
}

const picture = () => new File([new Uint8Array(TINY_PNG)], 'hero.png', { type: 'image/png' });
const words = { prompt: 'a walk' };

describe.each(['reference', 'guide'] as const)('@fal-ai/client 1.10.1 in the %s dialect', (dialect) => {
  it('uploads a picture, runs a job and gets the bytes of its video', async () => {
    const fal = await openSimulator({ dialect });
    const client = falClient(fal);
    const image_url = await client.storage.upload(picture());
    expect(image_url).toContain(`${fal.url}/files/`);
    const { data, requestId } = await client.subscribe(HAILUO, {
      input: { ...words, image_url, duration: '6' },
      pollInterval: 5,
      logs: true,
    });
    expect(fal.books.accepted().map(({ request_id }) => request_id)).toEqual([requestId]);
    const video = await fetch(data.video.url);
    expect(video.headers.get('content-type')).toBe('video/mp4');
    expect(Buffer.from(await video.arrayBuffer())).toEqual(FAKE_MP4);
    expect(fal.books.entry(requestId)).toMatchObject({ micros: 270_000, downloads: 1 });
    expect(fal.books.violations).toEqual([]);
  });

  it('uploads a File inside the input by itself, and follows the stream', async () => {
    const fal = await openSimulator({ dialect });
    const updates: string[] = [];
    const { data } = await falClient(fal).subscribe(SEEDANCE, {
      input: { ...words, image_url: picture(), seed: 7 },
      mode: 'streaming',
      onQueueUpdate: ({ status }) => updates.push(status),
    });
    expect(updates.at(-1)).toBe('COMPLETED');
    expect(data).toMatchObject({ seed: 7, video: { content_type: 'video/mp4' } });
  });

  it('cancels a job of its own', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ dialect, renderer, accountLimit: 1 });
    const client = falClient(fal);
    const image_url = await fal.upload();
    const submit = () => client.queue.submit(HAILUO, { input: { ...words, image_url } });
    await submit();
    const { request_id: requestId } = await submit();
    await client.queue.cancel(HAILUO, { requestId });
    expect(fal.books.entry(requestId)).toMatchObject({ removed: true, micros: 0 });
    renderer.release();
  });

  it('is told what was wrong with its input', async () => {
    const fal = await openSimulator({ dialect });
    const image_url = await fal.upload();
    // As a plain string, or the client's types would know that there is no such duration.
    const endpoint: string = HAILUO;
    const wrong = falClient(fal).queue.submit(endpoint, { input: { ...words, image_url, duration: '5' } });
    await expect(wrong).rejects.toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'duration'], type: 'literal_error' }] },
    });
  });
});

describe('a client that trusts only the hosts of fal', () => {
  // The steps of @ai-sdk/fal: a data URI, the id under fal-ai/, "8s", and the result asked for until it is there.
  it('is led here by its fetch, and never sees another name', async () => {
    const speakAs = { queue: 'https://queue.fal.run', media: 'https://v3.fal.media' };
    const fal = await openSimulator({ speakAs });
    const ask = (url: string, init?: RequestInit) =>
      fetch(url.replace(/^https:\/\/(?:queue\.fal\.run|v3\.fal\.media)/, fal.url), init);
    const headers = { authorization: 'Key test:secret', 'content-type': 'application/json' };
    const image_url = `data:image/png;base64,${TINY_PNG.toString('base64')}`;
    const submitted = await ask('https://queue.fal.run/fal-ai/veo3.1/fast/image-to-video', {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...words, image_url, duration: '8s' }),
    });
    const { response_url } = (await submitted.json()) as { response_url: string };
    expect(new URL(response_url).origin).toBe('https://queue.fal.run');
    const waiting = { detail: 'Request is still in progress' };
    const read = async () => {
      const body: unknown = await (await ask(response_url, { headers })).json();
      return body;
    };
    let body = await read();
    while (JSON.stringify(body) === JSON.stringify(waiting)) body = await read();
    const { video } = body as { video: { url: string } };
    expect(new URL(video.url).origin).toBe('https://v3.fal.media');
    expect(Buffer.from(await (await ask(video.url)).arrayBuffer())).toEqual(FAKE_MP4);
  });
});

describe('@fal-ai/client 1.10.1 under faults', () => {
  it('pays twice for a lost answer, and the books show it (fal-js #238)', async () => {
    const fal = await openSimulator({
      faults: { rules: [{ call: 'submit', kind: 'drop-after', times: 1 }] },
    });
    const image_url = await fal.upload();
    const { request_id } = await falClient(fal).queue.submit(HAILUO, { input: { ...words, image_url } });
    const [first, second] = fal.books.accepted();
    expect(second).toMatchObject({ request_id, same_input_as: first?.request_id });
  });
});
