import type { Pool } from 'pg';
import type { BillingDeps } from '../application/billing/dependencies.ts';
import { ordersAndCredit } from '../application/billing/orders-and-credit.ts';
import { createRunStates } from '../application/billing/run-states.ts';
import { createCreditDeps } from '../application/credit/credit-deps.ts';
import { reduceCredit } from '../application/credit/reserve-credit.ts';
import type { PaymentDeps } from '../application/payments/dependencies.ts';
import type { OrderFinders } from '../application/ports/order-finders.ts';
import { createEventStore } from '../eventstore/event-store.ts';
import { headOf } from '../eventstore/head.ts';
import { loadMasterKeys } from '../platform/master-key.ts';
import { createPool } from '../platform/pools.ts';
import { createSubjectKeys, type SubjectKeys } from '../platform/subject-keys.ts';
import { createBillingFinders } from '../projections/billing/finders.ts';
import { createOrderFinders } from '../projections/billing/orders/finders.ts';
import { createPaymentFinders } from '../projections/billing/payment-finders.ts';
import { createProgress, type Progress } from '../projections/runner/progress.ts';
import { cron } from '../workers/cron.ts';
import { jobsOn } from '../workers/jobs.ts';
import { type BillingQueue, openBillingQueue, prepareQueues, type QueueBackend } from '../workers/queues.ts';
import { connectClient, type RoleContext } from './runtime.ts';

/** What api and worker processes share: the use cases' dependencies and the queue. */
export interface ApplicationParts {
  readonly billing: BillingDeps;
  readonly payments: PaymentDeps;
  readonly orderFinders: OrderFinders;
  readonly subjectKeys: SubjectKeys;
  readonly progress: Progress;
  readonly queue: BillingQueue;
  readonly backend: QueueBackend;
  /** Role worker: for what spans tenants. */
  readonly workerPool: Pool;
  /** Position of the last event in the log. */
  readonly head: () => Promise<bigint | undefined>;
}

/** `role`: the database role of this process; the vault is read with it, wherever the keys are kept. */
export async function openApplication(
  context: RoleContext,
  url: string,
  role: 'api' | 'worker',
): Promise<ApplicationParts> {
  const { config, log, clock, shutdown } = context;
  const workerPool = createPool({ url, role: 'worker', max: 4 });
  shutdown.register('worker pool', () => workerPool.end(), 5_000);
  const backend = queueBackend(context, url);
  await prepareQueues(backend);
  const progress = createProgress(workerPool);
  shutdown.register('progress', () => progress.close(), 5_000);
  const queue = openBillingQueue(backend, (error) => log.warn({ err: error }, 'The queue is out of reach'));
  shutdown.register('queue', () => queue.close(), 5_000);
  const vaultPool = createPool({ url: config.keystoreUrl ?? url, role, max: 4 });
  shutdown.register('vault pool', () => vaultPool.end(), 5_000);
  const masterKeys = await loadMasterKeys(config, vaultPool, clock);
  const subjectKeys = createSubjectKeys({ pool: vaultPool, masterKeys, clock });
  const client = connectClient(context);
  const eventStore = createEventStore(client, context.build);
  const orderFinders = createOrderFinders(workerPool);
  const finders = { ...createBillingFinders({ pool: workerPool, progress }), ...orderFinders };
  const billing: BillingDeps = {
    eventStore,
    clock,
    vault: subjectKeys,
    finders,
    jobs: jobsOn(queue),
    backing: (tenantId, parties) => ordersAndCredit({ eventStore, clock, finders }, tenantId, parties),
    cron,
    runs: createRunStates(eventStore),
    reportFault: (error, details) =>
      log.error({ err: error, ...details }, 'A document could not be made, or a contract not be renewed'),
  };
  const payments: PaymentDeps = {
    eventStore: billing.eventStore,
    clock,
    finders: createPaymentFinders(workerPool),
    freeCredit: ({ invoiceId, amount, allocationId }, provenance) =>
      reduceCredit(
        createCreditDeps({ eventStore, finders }, provenance.tenantId),
        { invoiceId, amount, because: 'payment', byId: allocationId },
        provenance,
      ),
    reportFault: (error, details) => log.error({ err: error, ...details }, 'A payment could not be brought to its end'),
  };
  return {
    billing,
    payments,
    orderFinders,
    subjectKeys,
    progress,
    queue,
    backend,
    workerPool,
    head: () => headOf(client),
  };
}

function queueBackend({ config, shutdown }: RoleContext, url: string): QueueBackend {
  if (config.redisUrl !== undefined) {
    return { kind: 'redis', url: config.redisUrl };
  }
  // Listening takes a connection of its own; the others are for short statements.
  const pool = createPool({ url, role: 'queue', max: 6 });
  shutdown.register('queue pool', () => pool.end(), 5_000);
  return { kind: 'postgres', pool };
}
