import {
  type ConnectionOptions,
  createPostgresBackend,
  type IQueueBackend,
  type JobProgress,
  type JobsOptions,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  type Processor,
  Queue,
  runMigrations,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { inParallel } from '../application/billing/in-parallel.ts';

/** Where the queues live: in Redis when there is one, else in the same PostgreSQL as the read models. */
export type QueueBackend =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly pool: pg.Pool };

/** Jobs carry ids only: what is to be done stands in the streams. */
export type BillingJob =
  | { readonly kind: 'plan-run'; readonly tenantId: string; readonly runId: string }
  | { readonly kind: 'bill-chunk'; readonly tenantId: string; readonly runId: string; readonly chunk: number };

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly delayed: number;
}

/** What the rest of the program does with a queue, whichever backend it has. */
export interface BillingQueue {
  /** Adds each job unless it waits or runs already; one that failed before is tried again. */
  ensure(jobs: readonly BillingJob[]): Promise<void>;
  counts(): Promise<QueueCounts>;
  close(): Promise<void>;
}

export interface BillingWorker {
  /** Takes no more jobs and waits for those under way. */
  close(): Promise<void>;
}

export interface WorkerObserver {
  readonly onError: (error: Error) => void;
  readonly onFailed: (job: BillingJob | undefined, error: Error) => void;
}

const BILLING_QUEUE = 'billing';

const LOOK_UPS_AT_ONCE = 8;

const JOB_OPTIONS: JobsOptions = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  // Status is answered from events: a job that succeeded has nothing more to say, and its id may be used again.
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 1_000 },
};

/** How soon the work of a worker that was killed is given to another one. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;
/** A job that is lost with its worker again and again is still owed: only its own errors end it. */
const STALLED_MAX = 100;

/** Makes BullMQ's own tables. Once at the start of a worker or api process; safe side by side. */
export async function prepareQueues(backend: QueueBackend): Promise<void> {
  if (backend.kind === 'redis') {
    return;
  }
  const client = await backend.pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}

export function openBillingQueue(backend: QueueBackend, onError: (error: Error) => void): BillingQueue {
  if (backend.kind === 'postgres') {
    type PostgresQueue = QueueOn<PostgresQueueBackend, PostgresConnectionOptions>;
    const options = { connection: backend.pool, defaultJobOptions: JOB_OPTIONS };
    const queue: PostgresQueue = new Queue(BILLING_QUEUE, options, createPostgresBackend);
    queue.on('error', onError);
    return asBillingQueue(queue, async () => undefined);
  }
  const connection = redis(backend.url);
  const queue = new Queue<BillingJob, void>(BILLING_QUEUE, { connection, defaultJobOptions: JOB_OPTIONS });
  queue.on('error', onError);
  return asBillingQueue(queue, async () => {
    await connection.quit();
  });
}

export function openBillingWorker(
  backend: QueueBackend,
  process: Processor<BillingJob, void>,
  concurrency: number,
  observer: WorkerObserver,
): BillingWorker {
  const options: Omit<WorkerOptions, 'connection'> = {
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: STALLED_MAX,
  };
  if (backend.kind === 'postgres') {
    type PostgresWorker = Worker<
      BillingJob,
      void,
      string,
      PostgresQueueBackend,
      JobProgress,
      PostgresConnectionOptions
    >;
    const withPool = { ...options, connection: backend.pool };
    const worker: PostgresWorker = new Worker(BILLING_QUEUE, process, withPool, createPostgresBackend);
    worker.on('error', observer.onError);
    worker.on('failed', (job, error) => observer.onFailed(job?.data, error));
    return { close: () => worker.close() };
  }
  const connection = redis(backend.url);
  const worker = new Worker<BillingJob, void>(BILLING_QUEUE, process, { ...options, connection });
  worker.on('error', observer.onError);
  worker.on('failed', (job, error) => observer.onFailed(job?.data, error));
  return {
    close: async () => {
      await worker.close();
      await connection.quit();
    },
  };
}

type QueueOn<Backend extends IQueueBackend, Connection> = Queue<
  BillingJob,
  void,
  string,
  BillingJob,
  void,
  string,
  Backend,
  Connection
>;

function asBillingQueue<Backend extends IQueueBackend, Connection>(
  queue: QueueOn<Backend, Connection>,
  afterClose: () => Promise<void>,
): BillingQueue {
  return {
    async ensure(jobs) {
      await queue.addBulk(jobs.map((job) => ({ name: job.kind, data: job, opts: { jobId: jobIdOf(job) } })));
      if ((await queue.getFailedCount()) > 0) {
        await inParallel(jobs, LOOK_UPS_AT_ONCE, (job) => retryFailed(queue, jobIdOf(job)));
      }
    },
    async counts() {
      const counts = await queue.getJobCounts('waiting', 'active', 'completed', 'failed', 'delayed');
      const of = (state: string) => counts[state] ?? 0;
      return {
        waiting: of('waiting'),
        active: of('active'),
        completed: of('completed'),
        failed: of('failed'),
        delayed: of('delayed'),
      };
    },
    async close() {
      await queue.close();
      await afterClose();
    },
  };
}

async function retryFailed<Backend extends IQueueBackend, Connection>(
  queue: QueueOn<Backend, Connection>,
  jobId: string,
): Promise<void> {
  if ((await queue.getJobState(jobId)) !== 'failed') {
    return;
  }
  try {
    await (await queue.getJob(jobId))?.retry('failed');
  } catch (error) {
    // Somebody else was faster, or it is gone because it has been done.
    if ((await queue.getJobState(jobId)) === 'failed') {
      throw error;
    }
  }
}

/** The same work has the same id, so that the queue holds it once. BullMQ keeps ':' for itself. */
function jobIdOf(job: BillingJob): string {
  return job.kind === 'plan-run' ? `plan.${job.runId}` : `chunk.${job.runId}.${job.chunk}`;
}

function redis(url: string): Redis & ConnectionOptions {
  // BullMQ waits on a blocking connection for as long as it takes, and reconnects by itself.
  return new Redis(url, { maxRetriesPerRequest: null });
}
