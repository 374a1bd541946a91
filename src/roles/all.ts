import { fileURLToPath } from 'node:url';
import { onParentGone } from '../embedded/child-channel.ts';
import { EVENT_NODE_V8_FLAGS } from '../embedded/event-node/v8-flags.ts';
import type { ChildSpec } from '../embedded/supervised-child.ts';
import { supervise } from '../embedded/supervisor.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';

const MAIN = fileURLToPath(new URL(`../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

/** The whole stack on one machine: starts what is not configured elsewhere, and keeps it running. Only spawns. */
export async function runAll(config: Config, log: Log): Promise<number> {
  const stores: ChildSpec[] = [];
  if (config.eventStoreUrl === undefined) {
    const port: ChildSpec['env'] = ({ previous }) => ({ EVENT_NODE_PORT: String(previous?.port ?? 0) });
    stores.push(child('event-node', port, 'event-node', EVENT_NODE_V8_FLAGS));
  }
  if (config.databaseUrl === undefined) {
    stores.push(child('postgres', ({ previous }) => ({ POSTGRES_PORT: String(previous?.port ?? 0) })));
  }
  const urls: NonNullable<ChildSpec['env']> = ({ ready }) => ({
    EVENTSTORE_URL: String(config.eventStoreUrl ?? ready['event-node']?.url),
    DATABASE_URL: String(config.databaseUrl ?? ready.postgres?.url),
  });
  // A port that the system chose is kept over a restart, so that callers find the API where it was.
  const api: NonNullable<ChildSpec['env']> = (context) => ({
    ...urls(context),
    ...(context.previous === undefined ? {} : { PORT: String(context.previous.port) }),
  });
  const workers = Array.from({ length: config.workers.count }, (_, index) =>
    child('worker', urls, `worker-${index + 1}`),
  );
  // Started by another program (a test, the demo): the stack ends with it, whatever ended that.
  onParentGone(() => process.kill(process.pid, 'SIGTERM'));
  return supervise({
    directory: config.dataDirectory,
    stages: [stores, [child('projector', urls)], [...workers, child('api', api)]],
    log,
    onReady: (ready) => {
      const url = ready.api?.url;
      log.info({ url, documentation: `${url}/api/docs` }, 'Ledgerline is up');
    },
  });
}

function child(role: string, env: ChildSpec['env'], name = role, v8Flags: readonly string[] = []): ChildSpec {
  const run = { module: MAIN, args: [role], execArgv: [...process.execArgv, ...v8Flags] };
  return env === undefined ? { name, run } : { name, run, env };
}
