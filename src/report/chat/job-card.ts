import type { JobState } from '../../jobs/types.ts';
import { microsFromUsd } from '../../util/money.ts';
import { type Standing, standingOf, standingText } from '../page/sections/cell-state.ts';
import { copyText } from '../page/copy.ts';
import { button, type Child, el, replace } from '../page/dom.ts';
import { usd } from '../page/sections/words.ts';
import { type Files, jobFile } from './files.ts';

/** Of a job's record, what is shown. Money in USD; paths are below `root`. */
export interface JobShown {
  job_id: string;
  model: string;
  status: JobState;
  simulated: boolean;
  estimated_usd: number | null;
  billed_usd: number | null;
  queue_position: number | null;
  outputs: { path: string }[];
  error: { code: string; message: string } | null;
  root: string;
}

const ENDED: readonly Standing[] = ['done', 'failed', 'unknown'];
export const hasEnded = (job: JobShown) => ENDED.includes(standingOf(job));

export interface JobCard {
  element: HTMLElement;
  readonly job: JobShown;
  /** The same job as it stands now. */
  show: (job: JobShown) => void;
  /** Where the host reads nothing for a view, the next `get_job` tells. */
  cannotFollow: () => void;
}

/** One job: how it stands, what it made, what it cost, and where the files lie. */
export function createJobCard(job: JobShown, files: Files): JobCard {
  const head = el('header', {});
  const note = el('p', { class: 'state-line' });
  const works = el('div', { class: 'works' });
  const element = el('article', { 'aria-label': `Job ${job.job_id}` }, head, note, works);
  let shown = 0;

  function show(now: JobShown): void {
    job = now;
    replace(
      head,
      el('h1', {}, job.model),
      el('span', { class: `badge is-${standingOf(job)}` }, standingText(job)),
      job.simulated && el('strong', { class: 'simulated-mark' }, 'Simulated'),
      el('span', { class: 'cost' }, costText(job)),
    );
    replace(note, ...noteOf(job));
    note.hidden = note.childNodes.length === 0;
    // A video that plays is not begun anew.
    for (const { path } of job.outputs.slice(shown)) works.append(createWork(job, path, files));
    shown = job.outputs.length;
  }

  show(job);
  return {
    element,
    get job() {
      return job;
    },
    show,
    cannotFollow: () => {
      replace(note, 'It goes on. This chat does not let the view follow it: ask for the job again.');
      note.hidden = false;
    },
  };
}

function costText({ billed_usd, estimated_usd, simulated }: JobShown): string {
  const shown = (amount: number | null) => usd(amount === null ? null : microsFromUsd(amount));
  const made = simulated ? ', simulated' : '';
  return billed_usd === null ? `${shown(estimated_usd)} estimated` : `${shown(billed_usd)} billed${made}`;
}

function noteOf({ status, error, queue_position }: JobShown): Child[] {
  if (error !== null) return [el('strong', {}, error.code), ` ${error.message}`];
  if (status === 'queued' && queue_position !== null) return [`${queue_position} ahead in the queue.`];
  return [];
}

/** A video or picture that fal made. It is fetched at once: the reader asked for nothing else. */
function createWork(job: JobShown, path: string, files: Files): HTMLElement {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const screen = el('div', { class: 'screen is-empty' }, el('p', {}, `Fetching ${name}…`));
  files(jobFile(job.job_id, name)).then(
    (address) => {
      screen.classList.remove('is-empty');
      replace(screen, isVideo(name) ? playing(address, job) : still(address, job));
    },
    (error: Error) => replace(screen, el('strong', {}, 'Not shown'), el('p', {}, error.message)),
  );
  return el('figure', {}, screen, el('figcaption', {}, ...whereabouts(`${job.root}/${path}`)));
}

const isVideo = (name: string) => /\.(mp4|webm|mov|m4v)$/i.test(name);

function playing(address: string, job: JobShown): HTMLVideoElement {
  const video = el('video', {
    src: address,
    controls: true,
    // A sandboxed frame cannot download; the path is below.
    controlslist: 'nodownload',
    loop: true,
    playsinline: true,
    'aria-label': `Video by ${job.model}`,
  });
  video.addEventListener('loadedmetadata', () => {
    const shape = `${video.videoWidth} / ${video.videoHeight}`;
    video.parentElement?.style.setProperty('--aspect', shape);
  });
  return video;
}

const still = (address: string, job: JobShown) => el('img', { src: address, alt: `Picture by ${job.model}` });

function whereabouts(path: string): HTMLElement[] {
  const copy = button('Copy path', () => {
    void copyText(path).then((copied) => (copy.textContent = copied ? 'Copied' : 'Not allowed here'));
  });
  // A mark of direction keeps the leading slash where it is.
  return [el('code', { title: path }, `\u200e${path}`), copy];
}
