import { startEventNode } from '../dist/embedded/event-node/event-node.js';

// Plain JavaScript on the built program: what is measured is what runs, without a loader that rewrites it.

const [, , directory = ''] = process.argv;
const node = await startEventNode({ directory });
process.send?.({ connectionString: node.connectionString });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, memoryMb: Math.round(process.memoryUsage().rss / 1e6) });
});
process.on('disconnect', () => void node.close().then(() => process.exit(0)));
