import type { CallToolResult } from '@modelcontextprotocol/client';
import { button, el, replace } from '../page/dom.ts';
import { buildPage } from '../page/start.ts';
import type { ReportData } from '../report-data.ts';
import { toolData } from './answer.ts';
import { filesThrough, saveThrough, throughChat } from './files.ts';
import { fullscreenButton, keepFrame, wearTheme } from './frame.ts';
import { type Host, meetHost } from './host.ts';

/** Pixels: tall enough for a row of videos and the bar that plays them; what is below is a scroll away. */
const FRAME_HEIGHT = 760;

/** The view of `get_experiment`: the page of `report.html`, with the experiment as it stands. */
async function showExperiment(place: HTMLElement): Promise<void> {
  let shown = new AbortController();
  const say = (text: string) => replace(place, el('p', { class: 'nothing' }, text));
  const fail = (thrown: unknown) => say(thrown instanceof Error ? thrown.message : String(thrown));
  say('Waiting for the answer…');
  const host: Host = await meetHost('fal-video experiment', {
    onAnswer: (answer) => void show(answer).catch(fail),
    onCancelled: () => say('This call was given up. The experiment itself goes on.'),
    onContext: wearTheme,
    onLeave: () => shown.abort(),
  });
  wearTheme(host.context);
  keepFrame(host, FRAME_HEIGHT);
  const files = filesThrough(host);

  async function show(answer: CallToolResult): Promise<void> {
    const { experiment, status } = toolData(answer);
    await showReport(String(experiment), status === 'running');
  }

  async function showReport(slug: string, isRunning: boolean): Promise<void> {
    const data = await readReport(host, slug);
    shown.abort();
    shown = new AbortController();
    const again = button('Show how it stands now', () => void showReport(slug, isRunning).catch(fail));
    const bar = [isRunning && el('p', {}, 'It was still under way. ', again), fullscreenButton(host)];
    replace(place, el('div', { class: 'chat-bar' }, ...bar));
    buildPage(place, data, {
      addresses: throughChat(files, data),
      saveFile: saveThrough(host),
      until: shown.signal,
    });
  }
}

async function readReport(host: Host, slug: string): Promise<ReportData> {
  const report = await host.read(`fal-video://experiments/${encodeURIComponent(slug)}/report`);
  if (!('text' in report)) throw new Error(`There is no report of ${slug}.`);
  return JSON.parse(report.text) as ReportData;
}

void showExperiment(document.body);
