import { sweepBilling } from '../application/billing/sweep.ts';
import { sweepSchedules } from '../application/billing/sweep-schedules.ts';
import { renewAllDueContracts } from '../application/contracts/renew-due-contracts.ts';
import { sweepCredit } from '../application/credit/sweep-credit.ts';
import { sweepOrders } from '../application/orders/sweep-orders.ts';
import { sweepPayments } from '../application/payments/sweep-payments.ts';
import { reportReady } from '../embedded/child-channel.ts';
import { withCorrelation } from '../platform/correlation.ts';
import { refuseSuperuser } from '../platform/database-checks.ts';
import { purgeIdempotency } from '../platform/idempotency.ts';
import { doBillingJob } from '../workers/billing-jobs.ts';
import { openBillingWorker } from '../workers/queues.ts';
import { atMostEvery, startSweeper } from '../workers/sweeper.ts';
import { openApplication } from './application.ts';
import { preparedDatabase, type RoleContext } from './runtime.ts';

/** Looks at all limits and overdue documents: seldom, and cheap when asked before. */
const CREDIT_SWEEP_MS = 60_000;

/** Does the jobs of the queue, and finds again what the queue lost. Any number of processes. */
export async function runWorker(context: RoleContext): Promise<void> {
  const { config, log, clock, shutdown } = context;
  const url = await preparedDatabase(context);
  const { billing, payments, orderFinders, backend, workerPool } = await openApplication(context, url, 'worker');
  await refuseSuperuser(workerPool);
  const purge = () => purgeIdempotency(workerPool, clock.now());
  const sweepCreditNow = atMostEvery(CREDIT_SWEEP_MS, () => sweepCredit(billing));
  const sweeper = startSweeper(
    () =>
      renewAllDueContracts(billing)
        .then(() => sweepOrders({ ...billing, orderFinders }))
        .then(() => sweepSchedules(billing))
        .then(() => sweepBilling(billing))
        .then(() => sweepPayments(payments))
        .then(sweepCreditNow)
        .then(purge),
    (error) => log.warn({ err: error }, 'The sweep is put off'),
  );
  const worker = openBillingWorker(
    backend,
    (job) => withCorrelation(job.data.runId, () => doBillingJob(billing, job.data, job.attemptsMade)),
    config.workers.concurrency,
    {
      onError: (error) => log.warn({ err: error }, 'The queue is out of reach'),
      onFailed: (job, error) => log.error({ err: error, job }, 'A job failed; it is tried again'),
    },
  );
  shutdown.register('sweeper', () => sweeper.close(), 15_000);
  shutdown.register('jobs', () => worker.close(), 25_000);
  log.info({ concurrency: config.workers.concurrency, queues: backend.kind }, 'The worker takes jobs');
  reportReady();
}
