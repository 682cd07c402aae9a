import { inputError } from '../errors.ts';
import { safeText } from './safe-text.ts';

export interface EndpointId {
  /** The full id, as a submit names it: `fal-ai/kling-video/v2.6/pro/image-to-video`. */
  id: string;
  /** Owner and app alone, as status, result and cancel name it: `fal-ai/kling-video` (fal docs, inference-api). */
  app: string;
}

/** Namespaces that stand before owner and app: `workflows/owner/app` (fal-js utils.ts, parseEndpointId). */
const NAMESPACES = new Set(['workflows', 'comfy']);
const MOST_CHARACTERS = 200;

/** Reads an endpoint id strictly, since it becomes part of a URL that carries the key. */
export function parseEndpointId(text: string): EndpointId {
  const id = modernForm(text);
  const fault = faultOf(id);
  if (fault !== null) throw badEndpointId(text, fault);
  const segments = id.split('/');
  return { id, app: segments.slice(0, ownerAndApp(segments)).join('/') };
}

/** Whether a text has the form of an endpoint id: `owner/app` and further segments. */
export const isEndpointId = (text: string) => faultOf(text) === null;

/** Ids of old had one segment: `123-app` is `123/app` (fal-js utils.ts, ensureEndpointIdFormat). */
function modernForm(text: string): string {
  return text.replace(/^(\d+)-([A-Za-z0-9-]+)$/, '$1/$2');
}

const ownerAndApp = ([first = '']: readonly string[]) => (NAMESPACES.has(first) ? 3 : 2);

function faultOf(id: string): string | null {
  if (id === '') return 'it is empty';
  if (id.length > MOST_CHARACTERS) return `it is longer than ${MOST_CHARACTERS} characters`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(id) || id.startsWith('//')) return 'it is a URL; give the id alone';
  if (/[?#]/.test(id)) return 'it holds a query or fragment';
  if (id.includes('%')) return 'it holds encoded characters';
  if (id.startsWith('/') || id.endsWith('/')) return 'it begins or ends with a slash';
  const segments = id.split('/');
  // Never `..`: the path stays below the queue's host.
  const odd = segments.find((segment) => !/^[a-z0-9][a-z0-9._-]*$/i.test(segment));
  if (odd === '') return 'it holds an empty segment';
  if (odd !== undefined)
    return `the segment "${safeText(odd, 40)}" is not made of letters, digits, ".", "_" and "-", the first a letter or digit`;
  if (segments[0]?.includes('.') === true) return 'its owner holds a dot, as the name of a host does';
  // fal's catalog holds ids of 2 to 7 segments.
  if (segments.length < 2 || segments.length > 7) {
    return `it has ${segments.length} segment${segments.length === 1 ? '' : 's'}, not 2 to 7`;
  }
  if (segments.length >= ownerAndApp(segments)) return null;
  return `it has ${segments.length} segments; ${segments[0]}/ needs an owner and an app`;
}

const badEndpointId = (text: string, fault: string) =>
  inputError({
    code: 'BAD_ENDPOINT_ID',
    message: `"${safeText(text, 80)}" is not a fal endpoint id: ${fault}.`,
    next: 'Endpoint ids read like fal-ai/kling-video/v2.6/pro/image-to-video; `fal-video models` lists them.',
  });
