import { z } from 'zod';
import { zRunGrouping } from '../../../domain/billing-run/events.ts';
import { exceptionsOf } from '../../../domain/billing-run/exceptions.ts';
import type { BillingRunState } from '../../../domain/billing-run/state.ts';
import { zWireDate, zWireUuid } from '../../values.ts';
import { RUN_STATUSES, zScope } from './run-record.ts';

/** What a command on a run answers, from what was decided: counts and totals stand in the run itself. */
export const zRunInBrief = z
  .strictObject({
    id: zWireUuid,
    status: z.enum(RUN_STATUSES),
    sellerId: zWireUuid,
    scope: zScope,
    through: zWireDate,
    finalise: z.boolean(),
    grouping: zRunGrouping,
    staggerDays: z.int(),
    chunksPlanned: z.int(),
    chunksDone: z.int(),
    exceptions: z
      .int()
      .meta({ description: 'Contracts that could not be billed and are neither tried again nor accepted' }),
  })
  .meta({ id: 'BillingRunInBrief' });

export function runInBrief(state: BillingRunState): z.input<typeof zRunInBrief> {
  if (state.status === 'none') {
    throw new Error('A run that took a command is there');
  }
  const { runId, sellerId, scope, through, finalise, grouping, staggerDays } = state.request;
  return {
    id: runId,
    status: state.status,
    sellerId,
    scope,
    through,
    finalise,
    grouping,
    staggerDays,
    chunksPlanned: state.chunks.length,
    chunksDone: state.chunks.filter(({ result }) => result !== null).length,
    exceptions: [...exceptionsOf(state).values()].filter(({ status }) => status === 'open').length,
  };
}
