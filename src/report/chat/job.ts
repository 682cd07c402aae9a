import type { CallToolResult } from '@modelcontextprotocol/client';
import { el, replace } from '../page/dom.ts';
import { toolData } from './answer.ts';
import { filesThrough } from './files.ts';
import { fitFrame, wearTheme } from './frame.ts';
import { type Host, meetHost } from './host.ts';
import { createJobCard, isOver, type JobShown } from './job-card.ts';

/** How often a job under way is looked at again, in milliseconds. It costs nothing. */
const LOOK_MS = 3000;

/** The view of `get_job`: each job with its video, and those under way followed to their end. */
async function showJobs(place: HTMLElement): Promise<void> {
  const left = new AbortController();
  const say = (text: string) => replace(place, el('p', { class: 'nothing' }, text));
  say('Waiting for the answer…');
  const host: Host = await meetHost('fal-video job', {
    onAnswer: (answer) => {
      try {
        show(jobsOf(answer));
      } catch (thrown) {
        say(thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    onCancelled: () => say('This call was given up. The job itself goes on.'),
    onContext: wearTheme,
    onLeave: () => left.abort(),
  });
  wearTheme(host.context);
  fitFrame(host);
  const files = filesThrough(host);

  function show(jobs: readonly JobShown[]): void {
    const cards = jobs.map((job) => createJobCard(job, files));
    replace(place, ...cards.map(({ element }) => element));
    for (const card of cards) if (!isOver(card.job)) void follow(card);
  }

  async function follow(card: ReturnType<typeof createJobCard>): Promise<void> {
    while (!left.signal.aborted && card.element.isConnected && !isOver(card.job)) {
      await new Promise((done) => setTimeout(done, LOOK_MS));
      if (document.hidden) continue;
      const uri = `fal-video://jobs/${encodeURIComponent(card.job.job_id)}`;
      const record = await host.read(uri).catch(() => null);
      if (record === null || !('text' in record)) return card.cannotFollow();
      card.show(JSON.parse(record.text) as JobShown);
    }
  }
}

/** One job, or several as `{ jobs }`. */
function jobsOf(answer: CallToolResult): readonly JobShown[] {
  const data = toolData(answer) as unknown as JobShown | { jobs: JobShown[] };
  return 'jobs' in data ? data.jobs : [data];
}

void showJobs(document.body.appendChild(el('main', { class: 'jobs', 'aria-live': 'polite' })));
