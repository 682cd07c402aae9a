import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputError } from '../../errors.ts';
import { TINY_PNG } from '../../../test/support/fake-renderer.ts';
import { MOST_CHARACTERS } from './fit.ts';
import { renderData, renderError, renderPictures } from './render.ts';

describe('an answer with data', () => {
  it('is a structure and the same as text', () => {
    const data = { summary: 'two', rows: [1, 2] };
    expect(renderData(data)).toEqual({
      content: [{ type: 'text', text: JSON.stringify(data) }],
      structuredContent: data,
    });
  });

  it('is cut where it is long, says so, and keeps its shape', () => {
    const { structuredContent, content } = renderData({
      id: 'job_1',
      prompts: Array(20).fill('x'.repeat(4000)),
    });
    expect(JSON.stringify(structuredContent).length).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(structuredContent).toMatchObject({ id: 'job_1' });
    expect(JSON.stringify(content)).toContain('characters left out');
  });

  it('is refused where cutting does not help, with how to ask for less', () => {
    expect(() => renderData({ rows: Array(30_000).fill(7) })).toThrow(/at most 30000 are shown/);
  });
});

describe('an answer with pictures', () => {
  let folder: string;
  let picture: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fal-video-render-'));
    picture = join(folder, 'a sheet.png');
    await writeFile(picture, TINY_PNG);
    await writeFile(join(folder, 'big.png'), Buffer.alloc(2_000_000));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const shown = (path: string, content_type: string) => ({ path, content_type, title: 'frames' });

  it('is text, then pictures, then links, and no structure', async () => {
    const answer = await renderPictures({
      data: { job_id: 'job_1' },
      pictures: [shown(picture, 'image/png')],
      links: [shown(join(folder, 'out.mp4'), 'video/mp4')],
    });
    expect(answer).toEqual({
      content: [
        { type: 'text', text: '{"job_id":"job_1"}' },
        { type: 'image', data: TINY_PNG.toString('base64'), mimeType: 'image/png' },
        {
          type: 'resource_link',
          uri: pathToFileURL(join(folder, 'out.mp4')).href,
          name: 'out.mp4',
          title: 'frames',
          mimeType: 'video/mp4',
        },
      ],
    });
  });

  it.each([
    ['too large', 'big.png', 'image/png'],
    ['gone', 'missing.jpg', 'image/jpeg'],
    ['of a kind that clients do not show', 'a sheet.png', 'image/avif'],
  ])('links a picture that is %s', async (_, name, type) => {
    const answer = await renderPictures({ data: {}, pictures: [shown(join(folder, name), type)], links: [] });
    expect(answer.content.map((block) => block.type)).toEqual(['text', 'resource_link']);
  });

  it('is cut rather than lost: it may name a paid job', async () => {
    const { content } = await renderPictures({
      data: { job_id: 'job_1', rows: Array(30_000).fill(7) },
      pictures: [],
      links: [],
    });
    expect(JSON.stringify(content)).toContain('job_1');
    expect(JSON.stringify(content)).toContain('cut: the answer has');
  });
});

describe('an error', () => {
  it('is marked, text alone, and one block', () => {
    expect(renderError(inputError({ code: 'NO', message: 'No.' }), 'read')).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'NO: No.\nRetry: safe' }],
    });
  });
});
