import { startEventNode } from '../../../src/embedded/event-node/event-node.ts';

/** Runs a node until it is killed; tells its parent where it listens, or why it could not start. */
const [, , directory = ''] = process.argv;
try {
  const node = await startEventNode({ directory });
  process.send?.({ connectionString: node.connectionString });
} catch (error) {
  process.send?.({ code: (error as { code?: string }).code, message: (error as Error).message }, () => process.exit(1));
}
process.on('disconnect', () => process.exit(0));
