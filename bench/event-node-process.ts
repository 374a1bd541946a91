import { startEventNode } from '../src/embedded/event-node/event-node.ts';

/** What the benchmark hears from the node's process. */
export type NodeReport = { connectionString: string } | { cpuUs: number; memoryMb: number };

const [, , directory = ''] = process.argv;
const node = await startEventNode({ directory });
report({ connectionString: node.connectionString });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  report({ cpuUs: user + system, memoryMb: Math.round(process.memoryUsage().rss / 1e6) });
});
process.on('disconnect', () => void node.close().then(() => process.exit(0)));

function report(message: NodeReport): void {
  process.send?.(message);
}
