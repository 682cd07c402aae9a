import { contactSheet } from './contact-sheet.ts';
import { firstFrame } from './first-frame.ts';
import { measureClip } from './measure/measure-clip.ts';
import { probe } from './probe.ts';
import { renderClip } from './render-clip.ts';
import { soundInfo } from './sound-info.ts';

/** What the worker can be asked for. Only the worker loads this file: it brings FFmpeg in. */
export interface Operations {
  probe: typeof probe;
  soundInfo: typeof soundInfo;
  contactSheet: typeof contactSheet;
  firstFrame: typeof firstFrame;
  renderClip: typeof renderClip;
  measureClip: typeof measureClip;
}

export type OperationName = keyof Operations;
export type RequestOf<K extends OperationName> = Parameters<Operations[K]>[0];
export type ResultOf<K extends OperationName> = Awaited<ReturnType<Operations[K]>>;
export type WorkerRequest = { [K in OperationName]: { operation: K; request: RequestOf<K> } }[OperationName];

export function perform({ operation, request }: WorkerRequest): Promise<unknown> {
  if (operation === 'probe') return probe(request);
  if (operation === 'soundInfo') return soundInfo(request);
  if (operation === 'contactSheet') return contactSheet(request);
  if (operation === 'firstFrame') return firstFrame(request);
  if (operation === 'measureClip') return measureClip(request);
  return renderClip(request);
}
