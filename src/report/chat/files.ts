import type { Addresses } from '../page/addresses.ts';
import type { SaveFile } from '../page/save-file.ts';
import type { ReportData } from '../report-data.ts';
import type { Host } from './host.ts';

/** A file of the project as `data:`, the one kind of address that every host lets a view show. Fetched once. */
export type FetchFile = (uri: string) => Promise<string>;

export function filesThrough(host: Host): FetchFile {
  const fetched = new Map<string, Promise<string>>();
  return (uri) => {
    const file = fetched.get(uri) ?? fetchFile(host, uri);
    fetched.set(uri, file);
    // What failed may be there the next time.
    file.catch(() => fetched.delete(uri));
    return file;
  };
}

async function fetchFile(host: Host, uri: string): Promise<string> {
  const content = await host.read(uri);
  if (!('blob' in content)) throw new Error(`${uri} is no file.`);
  return `data:${content.mimeType ?? 'application/octet-stream'};base64,${content.blob}`;
}

export const jobFile = (jobId: string, file: string) =>
  `fal-video://jobs/${encodeURIComponent(jobId)}/files/${encodeURIComponent(file)}`;

/** The files of an experiment, by the names that its report gives them. */
export function throughChat(files: FetchFile, { slug }: ReportData): Addresses {
  const ofJob = (jobId: string | null, href: string | null) =>
    jobId === null || href === null
      ? null
      : () => files(jobFile(jobId, decodeURIComponent(href.slice(href.lastIndexOf('/') + 1))));
  return {
    video: ({ job_id, video_href }) => ofJob(job_id, video_href),
    sheet: ({ job_id, sheet_href }) => ofJob(job_id, sheet_href),
    // One that is an https URL lies nowhere in the project.
    picture: ({ id, sha256 }) =>
      sha256 === null
        ? null
        : () =>
            files(`fal-video://experiments/${encodeURIComponent(slug)}/pictures/${encodeURIComponent(id)}`),
    absent: 'could not be read through this chat',
  };
}

/** Through the host, which asks its user; a frame of a chat cannot download by itself. */
export function saveThrough(host: Host): SaveFile | null {
  if (host.can.downloadFile === undefined) return null;
  return async (name, text) => {
    const resource = { uri: `file:///${name}`, mimeType: 'application/json', text };
    const answer = host.request<{ isError?: boolean }>('ui/download-file', {
      contents: [{ type: 'resource', resource }],
    });
    return answer.then(
      ({ isError }) => isError !== true,
      () => false,
    );
  };
}
