/** A file that a result speaks of. */
export interface MediaUrl {
  url: string;
  content_type: string | null;
  file_name: string | null;
}

/**
 * Every file in a model's result, once each, in the order of the answer. Models differ: `video.url`,
 * `videos[].url`, a bare `video` or `video_url` text, `images[]`; some repeat the input, which is not an output.
 */
export function mediaUrls(result: unknown, inputUrls: ReadonlySet<string>): MediaUrl[] {
  const found = new Map<string, MediaUrl>();
  const take = (media: MediaUrl) => {
    if (!inputUrls.has(media.url) && !found.has(media.url)) found.set(media.url, media);
  };
  walk(result, null, take);
  return [...found.values()];
}

const BARE_TEXT_FIELD = /^(video|videos|image|images|audio|video_url|image_url|audio_url)$/;

function walk(value: unknown, field: string | null, take: (media: MediaUrl) => void): void {
  if (typeof value === 'string') {
    if (field !== null && BARE_TEXT_FIELD.test(field) && isMediaUrl(value)) {
      take({ url: value, content_type: null, file_name: null });
    }
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) walk(item, field, take);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const { url, content_type, file_name } = value as Record<string, unknown>;
  if (typeof url === 'string' && isMediaUrl(url)) {
    take({ url, content_type: textOrNull(content_type), file_name: textOrNull(file_name) });
  }
  for (const [name, member] of Object.entries(value)) {
    if (name !== 'url') walk(member, name, take);
  }
}

const isMediaUrl = (text: string) => /^(https?:\/\/|data:)/.test(text);

/** fal's optional texts may be null (vercel/ai #7735). */
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
