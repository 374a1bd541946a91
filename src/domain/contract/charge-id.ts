import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zAccountId, zContractLineId } from '../kernel/ids.ts';

/** `<claimId>.<n>`, n from 1. */
export const zChargeId = z.string().max(60);

export const zChargeComponent = z.enum(['recurring', 'setup_fee', 'one_time', 'termination_fee']);

/** A billing period of one line, by its first and last day. */
export const zChargedPeriod = z.strictObject({
  lineId: zContractLineId,
  /** The account that bears it; null: the buyer. */
  accountId: zAccountId.nullable(),
  component: zChargeComponent,
  start: zCivilDate,
  lastDay: zCivilDate,
});
export type ChargedPeriod = Readonly<z.infer<typeof zChargedPeriod>>;
