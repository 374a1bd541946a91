import { reportReady } from '../embedded/child-channel.ts';
import { createFeed } from '../eventstore/feed.ts';
import { refuseSuperuser } from '../platform/database-checks.ts';
import { createPool } from '../platform/pools.ts';
import { PROJECTION_GROUPS } from '../projections/groups.ts';
import { startProjector } from '../projections/runner/projector.ts';
import { connectClient, preparedDatabase, type RoleContext } from './runtime.ts';

/** Folds the log into the read models. Of several processes one is active; the others take over. */
export async function runProjector(context: RoleContext): Promise<void> {
  const { log, shutdown } = context;
  const url = await preparedDatabase(context);
  const owner = createPool({ url, role: 'owner', max: 2 });
  const pool = createPool({ url, role: 'projector', max: PROJECTION_GROUPS.length + 3 });
  shutdown.register('owner pool', () => owner.end(), 5_000);
  shutdown.register('projector pool', () => pool.end(), 5_000);
  await refuseSuperuser(pool);
  const projector = startProjector({
    groups: PROJECTION_GROUPS,
    feed: createFeed(connectClient(context)),
    owner,
    pool,
    log,
  });
  shutdown.register('projector', () => projector.close(), 15_000);
  projector.done.catch((error) => {
    log.fatal({ err: error }, 'The projector refuses to run');
    process.exit(1);
  });
  reportReady();
  await projector.leading;
  log.info({ groups: PROJECTION_GROUPS.map((group) => group.name) }, 'The projector folds events');
}
