import type { JobState } from '../../store/job.ts';
import { microsOrNull } from '../../util/money.ts';
import { type CellStanding, cellStanding, standingText } from '../page/sections/cell-state.ts';
import { copyText } from '../page/copy.ts';
import { button, type Child, el, replace } from '../page/dom.ts';
import { usdOfMicros } from '../page/sections/figures.ts';
import { type FetchFile, jobFile } from './files.ts';

/** Of a job's record, what is shown. Money in USD; paths are below `root`. */
export interface JobShown {
  job_id: string;
  model: string;
  status: JobState;
  simulated: boolean;
  estimated_usd: number | null;
  billed_usd: number | null;
  billed_note: string | null;
  queue_position: number | null;
  outputs: { path: string; role?: 'side' }[];
  error: { code: string; message: string } | null;
  notes?: string[];
  root: string;
}

const ENDED: readonly CellStanding[] = ['done', 'failed', 'unknown'];
export const isOver = (job: JobShown) => ENDED.includes(cellStanding(job));

export interface JobCard {
  element: HTMLElement;
  readonly job: JobShown;
  /** The same job as it stands now. */
  show: (job: JobShown) => void;
  /** Where the host reads nothing for a view, the next `get_job` tells. */
  cannotFollow: () => void;
}

/** One job: how it stands, what it made, what it cost, and where the files lie. */
export function createJobCard(job: JobShown, files: FetchFile): JobCard {
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
      el('span', { class: `badge is-${cellStanding(job)}` }, standingText(job)),
      job.simulated && el('strong', { class: 'simulated-mark' }, 'Simulated'),
      el('span', { class: 'cost' }, costText(job)),
    );
    replace(note, ...noteOf(job));
    note.hidden = note.childNodes.length === 0;
    // A video that plays is not begun anew.
    const main = job.outputs.filter(({ role }) => role !== 'side');
    for (const { path } of main.slice(shown)) works.append(createWork(job, path, files));
    shown = main.length;
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
  const shown = (amount: number | null) => usdOfMicros(microsOrNull(amount));
  const made = simulated ? ', simulated' : '';
  return billed_usd === null ? `${shown(estimated_usd)} estimated` : `${shown(billed_usd)} billed${made}`;
}

function noteOf({ status, error, queue_position, billed_usd, billed_note, notes = [] }: JobShown): Child[] {
  if (error !== null) return [el('strong', {}, error.code), ` ${error.message}`];
  if (status === 'queued' && queue_position !== null) return [`${queue_position} ahead in the queue.`];
  // Of a bill that is not as it was quoted, and of a clip that is not as it was asked.
  const all = billed_usd === null || billed_note === null ? notes : [`${billed_note}.`, ...notes];
  return all.length === 0 ? [] : [all.join(' ')];
}

/** A video or picture that fal made. It is fetched at once: the reader asked for nothing else. */
function createWork(job: JobShown, path: string, files: FetchFile): HTMLElement {
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
