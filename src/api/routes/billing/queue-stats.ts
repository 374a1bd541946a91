import { z } from 'zod';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refusal } from '../../refusal.ts';

const zQueueStats = z
  .strictObject({
    queue: z.literal('billing'),
    waiting: z.int(),
    active: z.int(),
    completed: z.int(),
    failed: z.int(),
    delayed: z.int(),
    total: z.int(),
  })
  .meta({ id: 'QueueStats' });

/** All billing goes through one queue, whatever a run is over. */
function queueStatsAt<const Url extends `/${string}`>(url: Url) {
  return defineRoute({
    method: 'GET',
    url,
    permission: 'billing.read',
    summary: 'How full the billing queue is',
    description: 'The queue of the whole installation. Finished jobs leave it: their outcome stands in the runs.',
    tags: ['Billing'],
    response: { 200: zSingle(zQueueStats) },
    handler: async ({ deps }) => {
      if (deps.queueStats === undefined) {
        throw refusal('UNAVAILABLE', 'This process has no connection to the queue.');
      }
      const { waiting, active, completed, failed, delayed } = await deps.queueStats.counts();
      const total = waiting + active + completed + failed + delayed;
      return single({ queue: 'billing' as const, waiting, active, completed, failed, delayed, total });
    },
  });
}

export const getQueueStats = queueStatsAt('/api/billing/queue/stats');
export const getConsolidatedQueueStats = queueStatsAt('/api/billing/consolidated/queue/stats');
