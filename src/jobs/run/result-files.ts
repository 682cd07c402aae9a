import { slugify } from '../../util/ids.ts';
import type { MissingFile } from '../../store/job.ts';

export interface ResultFilesOptions {
  /** What was sent: some models repeat it, and it is no output. */
  inputUrls: ReadonlySet<string>;
  /** Whether an address is one of fal's own media: such a text is a file, whatever its field is called. */
  isMediaUrl: (url: string) => boolean;
}

/**
 * Every file that a model's result names, once each, in the order of the answer: `video.url`, `videos[].url`,
 * a bare `video` or `video_url` text, `images[]`, and what comes beside them (`draft_cache`, `exr_file`,
 * `frames_zip`). Each with the name that it gets in the job's folder.
 */
export function resultFiles(result: unknown, { inputUrls, isMediaUrl }: ResultFilesOptions): MissingFile[] {
  const found = new Map<string, MissingFile>();
  const counts = new Map<string, number>();
  const take = (url: string, field: string, content_type: string | null) => {
    if (inputUrls.has(url) || found.has(url)) return;
    const base = OUTPUT_FIELD.test(field) ? 'output' : `side-${slugify(field, 'file')}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    const number = String(count).padStart(2, '0');
    found.set(url, {
      name: `${base}-${number}`,
      url,
      content_type: content_type ?? typeInUri(url),
      error: null,
    });
  };
  const walk = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      const isFile = BARE_TEXT_FIELD.test(field) ? isAddress(value) : isMediaUrl(value) || isEmbedded(value);
      if (isFile) take(value, field, null);
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, field);
    } else if (value !== null && typeof value === 'object') {
      const { url, content_type } = value as Record<string, unknown>;
      // fal's optional texts may be null (vercel/ai #7735).
      const type = typeof content_type === 'string' ? content_type : null;
      if (typeof url === 'string' && isAddress(url)) take(url, field, type);
      for (const [name, member] of Object.entries(value)) if (name !== 'url') walk(member, name);
    }
  };
  walk(result, 'output');
  return [...found.values()];
}

/** Where models put what was asked for; `rgb_video` or `thumbnail` stands beside it. */
const OUTPUT_FIELD = /^(?:video|image|audio|output|result|clip|data)s?(?:_urls?)?$/;
const BARE_TEXT_FIELD = /^(?:video|image|audio)s?(?:_urls?)?$/;

const isAddress = (text: string) => /^https?:\/\//.test(text) || isEmbedded(text);
/** What a data URI says of itself. */
const typeInUri = (url: string) => /^data:([\w.+-]+\/[\w.+-]+)/i.exec(url.slice(0, 200))?.[1] ?? null;
const isEmbedded = (text: string) => embeddedNumber(text) !== null;

/** `data:image/png;base64,[1]`: bytes that stood in the answer, and lie in a file of that number. */
export function embeddedNumber(url: string): number | null {
  const number = /^data:[\w.+/;=-]{0,200},\[(\d{1,9})\]$/i.exec(url)?.[1];
  return number === undefined ? null : Number(number);
}
