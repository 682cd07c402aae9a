/** What the worker can be asked for. Each comes with what it alone needs, when it is first asked: FFmpeg, sharp or both. */
const OPERATIONS = {
  probe: async () => (await import('./read/probe.ts')).probe,
  soundInfo: async () => (await import('./read/sound-info.ts')).soundInfo,
  contactSheet: async () => (await import('./look/contact-sheet.ts')).contactSheet,
  firstFrame: async () => (await import('./look/first-frame.ts')).firstFrame,
  preparePlate: async () => (await import('./plate/make-plate.ts')).makePlate,
  inspectPicture: async () => (await import('./plate/find-grid.ts')).inspectPicture,
  frames: async () => (await import('./look/extract-frames.ts')).extractFrames,
  animate: async () => (await import('./look/animate.ts')).animate,
  spriteSheet: async () => (await import('./look/sprite-sheet.ts')).spriteSheet,
  firstLast: async () => (await import('./look/first-last.ts')).firstLast,
  grid: async () => (await import('./look/grid.ts')).grid,
  measureClip: async () => (await import('./measure/measure-clip.ts')).measureClip,
  renderClip: async () => (await import('./simulate/render-clip.ts')).renderClip,
};

type Loaders = typeof OPERATIONS;
export type Operations = { [K in keyof Loaders]: Awaited<ReturnType<Loaders[K]>> };
export type OperationName = keyof Operations;
export type RequestOf<K extends OperationName> = Parameters<Operations[K]>[0];
export type ResultOf<K extends OperationName> = Awaited<ReturnType<Operations[K]>>;
export type WorkerRequest = { [K in OperationName]: { operation: K; request: RequestOf<K> } }[OperationName];

export async function perform({ operation, request }: WorkerRequest): Promise<unknown> {
  const work = (await OPERATIONS[operation]()) as (request: unknown) => Promise<unknown>;
  return await work(request);
}
