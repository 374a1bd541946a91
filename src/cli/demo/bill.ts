import { setTimeout as delay } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { z } from 'zod';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ApiClient } from './api-client.ts';

const zJob = z.object({
  id: z.string(),
  status: z.enum(['queued', 'active', 'completed', 'failed']),
  progress: z.number(),
  result: z.object({ documents: z.number(), nothingDue: z.number(), exceptions: z.number() }).nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.string().nullable(),
});
type Job = z.infer<typeof zJob>;

/** One billing run, as it was when it had ended. */
export interface BilledRun {
  readonly runId: string;
  readonly title: string;
  readonly through: CivilDate;
  readonly documents: number;
  readonly nothingDue: number;
  readonly exceptions: number;
  /** From the request to the end of the run, by the run's own events. */
  readonly durationMs: number;
}

/** A run asks for it by jobs; beyond this it hangs. */
const RUN_MS_MAX = 10 * 60_000;
const POLL_MS = 250;

/** Bills everything due by a day, through the API, and shows how far it is. */
export async function bill(
  api: ApiClient,
  title: string,
  through: CivilDate,
  stream: NodeJS.WriteStream,
): Promise<BilledRun> {
  const zStarted = z.object({ jobId: z.string() });
  const { jobId } = await api.post('/api/billing/batch', { billingDate: through }, zStarted);
  const bar = stream.isTTY
    ? new SingleBar({ format: `${title} {bar} {value}/{total} documents  {duration_formatted}`, stream })
    : undefined;
  stream.write(bar === undefined ? `${title} …\n` : '');
  bar?.start(0, 0);
  try {
    const job = await untilDone(api, jobId, (made, wanted) => {
      bar?.setTotal(wanted);
      bar?.update(made);
    });
    return { ...runOf(job), title, through };
  } finally {
    bar?.stop();
  }
}

async function untilDone(api: ApiClient, jobId: string, show: (made: number, wanted: number) => void): Promise<Job> {
  const deadline = performance.now() + RUN_MS_MAX;
  for (;;) {
    const job = await api.get(`/api/billing/jobs/${jobId}`, zJob);
    if (job.status === 'failed') {
      throw new Error(`The billing run ${jobId} failed: ${job.error}`);
    }
    if (job.result !== null && job.finishedAt !== null) {
      show(job.result.documents, job.result.documents);
      return job;
    }
    if (performance.now() > deadline) {
      throw new Error(`The billing run ${jobId} has not ended in ${RUN_MS_MAX / 60_000} minutes; see the log.`);
    }
    const made = await documentsOf(api, jobId);
    show(made, Math.max(made, await documentsPlanned(api, jobId)));
    await delay(POLL_MS);
  }
}

async function documentsOf(api: ApiClient, runId: string): Promise<number> {
  const [invoices, creditNotes] = await Promise.all([
    api.count(`/api/invoices?runId%5Beq%5D=${runId}`),
    api.count(`/api/credit-notes?runId%5Beq%5D=${runId}`),
  ]);
  return invoices + creditNotes;
}

/** One document for each group at most. */
async function documentsPlanned(api: ApiClient, runId: string): Promise<number> {
  const zRun = z.object({ chunks: z.array(z.object({ groups: z.number() })) });
  const { chunks } = await api.get(`/api/billing/runs/${runId}`, zRun);
  return chunks.reduce((sum, { groups }) => sum + groups, 0);
}

function runOf({ id, result, createdAt, finishedAt }: Job) {
  const { documents = 0, nothingDue = 0, exceptions = 0 } = result ?? {};
  const durationMs = Date.parse(finishedAt ?? createdAt) - Date.parse(createdAt);
  return { runId: id, documents, nothingDue, exceptions, durationMs };
}
