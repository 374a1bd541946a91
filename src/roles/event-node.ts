import { join } from 'node:path';
import { reportReady } from '../embedded/child-channel.ts';
import { startEventNode } from '../embedded/event-node/event-node.ts';
import type { RoleContext } from './runtime.ts';

/** The embedded event store, in a process of its own. `EVENT_NODE_PORT` keeps its address over a restart. */
export async function runEventNode({ config, log, shutdown }: RoleContext): Promise<void> {
  const port = Number(process.env.EVENT_NODE_PORT ?? '0');
  const node = await startEventNode({ directory: join(config.dataDirectory, 'events'), port, log });
  shutdown.register('event node', () => node.close(), 20_000);
  node.failed.then((error) => {
    log.fatal({ err: error }, 'The disk failed: no event is accepted any more');
    process.exit(1);
  });
  log.info({ url: node.connectionString }, 'The event node listens');
  reportReady({ url: node.connectionString, port: node.port });
}
