import { reportReady } from '../embedded/child-channel.ts';
import { refuseSuperuser } from '../platform/database-checks.ts';
import { createPool } from '../platform/pools.ts';
import { doBillingJob } from '../workers/billing-jobs.ts';
import { openBillingWorker } from '../workers/queues.ts';
import { startSweeper } from '../workers/sweeper.ts';
import { openApplication } from './application.ts';
import { preparedDatabase, type RoleContext } from './runtime.ts';

/** Does the jobs of the queue, and finds again what the queue lost. Any number of processes. */
export async function runWorker(context: RoleContext): Promise<void> {
  const { config, log, shutdown } = context;
  const url = await preparedDatabase(context);
  const pool = createPool({ url, role: 'worker', max: config.databasePoolMax });
  shutdown.register('pool', () => pool.end(), 5_000);
  await refuseSuperuser(pool);
  const { billing, backend } = await openApplication(context, url, pool);
  const sweeper = startSweeper(billing, (error) => log.warn({ err: error }, 'The sweep is put off'));
  const worker = openBillingWorker(backend, (job) => doBillingJob(billing, job.data), config.workers.concurrency, {
    onError: (error) => log.warn({ err: error }, 'The queue is out of reach'),
    onFailed: (job, error) => log.error({ err: error, job }, 'A job failed; it is tried again'),
  });
  shutdown.register('sweeper', () => sweeper.close(), 15_000);
  shutdown.register('jobs', () => worker.close(), 25_000);
  log.info({ concurrency: config.workers.concurrency, queues: backend.kind }, 'The worker takes jobs');
  reportReady();
}
