import { asCall, withSteps } from '../../next-step.ts';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { FalVideoError } from '../../errors.ts';
import type { Effect, PictureAnswer, Shown } from '../define-tool.ts';
import { errorText } from './error-text.ts';
import { fit, MOST_CHARACTERS, jsonLength } from './fit.ts';

type Block = CallToolResult['content'][number];

/** Data: the structure, complete on its own, and the same as text for clients that know no structures,
 * with next steps drawn as calls. */
export function renderData(data: Record<string, unknown>): CallToolResult {
  const structuredContent = fit(data);
  return { content: [text(JSON.stringify(withSteps(structuredContent, asCall)))], structuredContent };
}

/**
 * Pictures: short data as text, the pictures, then links to files. No `structuredContent`: Codex would show
 * that alone and drop the pictures (measured with 0.169.0).
 */
export async function renderPictures({ data, pictures, links }: PictureAnswer): Promise<CallToolResult> {
  const images = await Promise.all(pictures.map(imageBlock));
  // What cannot be shown can still be opened.
  const unshown = pictures.filter((_, index) => images[index] === null);
  const blocks = images.filter((block) => block !== null);
  return {
    content: [
      text(shortJson(withSteps(data, asCall) as Record<string, unknown>)),
      ...blocks,
      ...[...links, ...unshown].map(linkBlock),
    ],
  };
}

/** Errors are text alone: one client hides the text of an error that also has a structure. */
export function renderError(error: FalVideoError, effect: Effect): CallToolResult {
  return { isError: true, content: [text(errorText(error, effect))] };
}

/** These answers name paid jobs, so they are cut rather than refused. */
function shortJson(data: Record<string, unknown>): string {
  try {
    return JSON.stringify(fit(data));
  } catch {
    return `${JSON.stringify(data).slice(0, MOST_CHARACTERS)}… (cut: the answer has ${jsonLength(data)} characters)`;
  }
}

const SHOWN_TYPES = ['image/jpeg', 'image/png'];
/** Base64 adds a third; clients take 5 MB a picture. */
const MOST_PICTURE_BYTES = 1_500_000;

async function imageBlock({ path, content_type }: Shown): Promise<Block | null> {
  if (!SHOWN_TYPES.includes(content_type)) return null;
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length > MOST_PICTURE_BYTES) return null;
  return { type: 'image', data: bytes.toString('base64'), mimeType: content_type };
}

function linkBlock({ path, content_type, title }: Shown): Block {
  return {
    type: 'resource_link',
    uri: pathToFileURL(path).href,
    name: basename(path),
    title,
    mimeType: content_type,
  };
}

const text = (value: string): Block => ({ type: 'text', text: value });
