import { z } from 'zod';
import { type EventsOf, event } from '../kernel/events.ts';
import { zUuid } from '../kernel/ids.ts';

/** What is unique within a tenant. */
export const zNaturalKeyKind = z.enum([
  'sku',
  'contractNumber',
  'activeBillingRun',
  'defaultPriceBook',
  'orderNumber',
  'paymentReference',
]);
export type NaturalKeyKind = z.infer<typeof zNaturalKeyKind>;

/** Reservation of a natural key: one stream per kind and key; whoever appends first has it. */
export const naturalKeyEvents = {
  NaturalKeyReserved: event(z.strictObject({ kind: zNaturalKeyKind, key: z.string().min(1).max(200), owner: zUuid })),
  NaturalKeyReleased: event(z.strictObject({ kind: zNaturalKeyKind, key: z.string().min(1).max(200), owner: zUuid })),
};

export type NaturalKeyEvent = EventsOf<typeof naturalKeyEvents>;
