import { inputError } from '../../errors.ts';
import { sha256OfFile } from '../../util/hash.ts';
import { fileToSend, placeholderOf } from '../plan/sent-as.ts';
import type { Job } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/** The plan's arguments with each local file uploaded and its URL in place. */
export async function uploadInputs(
  { project, fal, media, blobs }: JobContext,
  job: Job,
): Promise<Record<string, unknown>> {
  const urls = new Map<string, string>();
  for (const input of job.plan.inputs) {
    const { path, sha256 } = input;
    if (path === null || sha256 === null) continue;
    const absolute = project.paths.absolute(path);
    // The price and the quote were for these bytes; other bytes are another job.
    if ((await sha256OfFile(absolute).catch(() => null)) !== sha256) {
      throw inputError({
        code: 'INPUT_CHANGED',
        message: `The input was changed or removed after the job was planned: ${path}`,
        next: 'Start the job again; nothing was sent.',
      });
    }
    const { content_type } = input.sent_as ?? input;
    const file = await fileToSend(input, absolute, { media, blobs, paths: project.paths });
    const { url } = await fal.upload(file, content_type ?? 'application/octet-stream');
    urls.set(placeholderOf(input), url);
  }
  return replaced(job.plan.arguments, urls) as Record<string, unknown>;
}

/** The value with every text that is a key of `urls` replaced, at any depth: references come in lists. */
function replaced(value: unknown, urls: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return urls.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, urls));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, urls)]));
}
