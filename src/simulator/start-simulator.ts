import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import { configurationError } from '../errors.ts';
import type { WireHosts } from '../fal/types.ts';
import type { Books } from './books.ts';
import { createWorld } from './create-world.ts';
import type { World } from './exchange.ts';
import { type FaultPlan, parseFaultPlan } from './faults/fault-plan.ts';
import type { SimulatorOptions } from './options.ts';
import { serve } from './server.ts';

export interface Simulator {
  /** `http://127.0.0.1:4711` */
  url: string;
  hosts: WireHosts;
  books: Books;
  setFaults(plan: FaultPlan): void;
  /** Whether a job waits or is being made. */
  busy(): boolean;
  close(): Promise<void>;
  /** Resolves when it has closed, by `close` or by the idle limit. */
  closed: Promise<void>;
}

/** Starts a local fal on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  // Longer than any client keeps a connection: a socket closed under a request would be a fault nobody asked for.
  const server = createServer({ keepAliveTimeout: 120_000 });
  const origin = await listen(server, options.port ?? 0);
  const closing = new AbortController();
  // Every waiting job listens for the end.
  setMaxListeners(0, closing.signal);
  const idleLimit = options.idleLimitMs ?? Infinity;
  const makeRoom = idleLimit === Infinity ? null : () => void close();
  const world = createWorldOrClose(server, options, origin, closing.signal, makeRoom);
  let lastRequest = performance.now();
  server.on('request', (request, response) => {
    lastRequest = performance.now();
    void serve(world, request, response);
  });

  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const close = async () => {
    closing.abort();
    clearInterval(idle);
    server.close();
    server.closeAllConnections();
    await closed;
    await atMost(RENDER_GRACE_MS, world.queue.atRest());
  };
  const idle = setInterval(
    () => {
      if (!world.queue.busy && performance.now() - lastRequest >= idleLimit) void close();
    },
    Math.min(1000, Math.max(10, idleLimit / 4)),
  );
  // The open port keeps the process alive, not this.
  idle.unref();
  return {
    url: origin,
    hosts: hostsOf(origin),
    books: world.books,
    setFaults: (plan) => world.faults.setPlan(parseFaultPlan(plan)),
    busy: () => world.queue.busy,
    close,
    closed,
  };
}

/** A render that was begun may finish its file before the folder is taken away. */
const RENDER_GRACE_MS = 5000;

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portNotFree(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
}

const portNotFree = (port: number, cause: Error) =>
  configurationError({
    code: 'PORT_NOT_FREE',
    message: `The simulator cannot listen on 127.0.0.1:${port}: ${cause.message}`,
    next: 'Leave the port out to take a free one.',
    cause,
  });

function hostsOf(origin: string): WireHosts {
  return { queue: origin, rest: origin, api: origin, media: [new URL(origin).host], simulated: true };
}

/** A plan that is none, or a folder that cannot be, must not leave an open port behind. */
function createWorldOrClose(server: Server, ...parts: Parameters<typeof createWorld>): World {
  try {
    return createWorld(...parts);
  } catch (error) {
    server.close();
    throw error;
  }
}

async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
