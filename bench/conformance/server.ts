import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFalVideo } from '../../src/fal-video.ts';
import { createServer } from '../../src/server/create-server.ts';
import { serveHttp } from '../../src/server/protocol/serve-http.ts';
import { tools } from '../../tools/index.ts';
import { registerAskingFixtures } from './asking-fixtures.ts';
import { registerFixtures } from './fixtures.ts';
import { memoryTasks, registerTaskFixtures } from './task-fixtures.ts';

/**
 * For `scripts/conformance.ts` alone: the product's own server, over its own HTTP with its own door, and beside
 * its tools the fixtures that the conformance suites ask for. Prints its address; its token is the environment's.
 */
const root = await mkdtemp(join(tmpdir(), 'fal-video-conformance-'));
const context = await openFalVideo({ root, env: {} });
const tasks = memoryTasks();

const service = await serveHttp(
  ({ era }) => {
    const server = createServer(tools, context, { era, tasks });
    server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
    registerFixtures(server);
    registerAskingFixtures(server, context);
    registerTaskFixtures(server, tasks);
    return server;
  },
  { host: '127.0.0.1', port: 0, token: process.env['FAL_VIDEO_HTTP_TOKEN'], allowedHosts: [] },
  ({ message }) => process.stderr.write(`${message.split('\n')[0]}\n`),
);
process.stdout.write(`${service.url}\n`);

process.once('SIGTERM', () => {
  void service
    .close()
    .then(() => context.close())
    .then(() => process.exit(0));
});
