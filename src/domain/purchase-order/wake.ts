import { addDays, type CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { OrderCommandOf } from './commands.ts';
import type { PurchaseOrderEvent } from './events.ts';
import { nextStepOf, type OrderRequest, type PurchaseOrder } from './state.ts';

/** So many days before its last day an order is warned of. */
const WARNED_BEFORE_DAYS = 30;

/** What is due by itself on a day: the end of a request, a reminder of it, a warning that the order ends. */
export function wake({ today }: OrderCommandOf<'wake'>, state: PurchaseOrder): Decision<PurchaseOrderEvent> {
  return accept(...ofRequest(state, today), ...ofValidity(state, today));
}

function ofRequest(state: PurchaseOrder, today: CivilDate): PurchaseOrderEvent[] {
  const request = waiting(state);
  if (request === undefined) {
    return [];
  }
  if (request.expiresOn !== null && request.expiresOn <= today) {
    return [{ type: 'PurchaseOrderRequestExpired', data: { request: request.number, expiredOn: today } }];
  }
  const next = nextStepOf(request);
  const remindedOn = reminderOf(request);
  if (next === undefined || remindedOn === undefined || remindedOn > today) {
    return [];
  }
  const waitingFor = next.step.seats
    .filter(({ approvedBy }) => approvedBy === null)
    .map(({ approver, delegation }) =>
      delegation === null ? approver : { kind: 'user' as const, id: delegation.to.id },
    );
  return [
    {
      type: 'PurchaseOrderApprovalReminded',
      data: { request: request.number, step: next.number, remindedOn: today, waitingFor },
    },
  ];
}

function ofValidity(state: PurchaseOrder, today: CivilDate): PurchaseOrderEvent[] {
  const { validUntil } = state;
  const warnedOn = warningOf(state);
  return validUntil === null || warnedOn === undefined || warnedOn > today
    ? []
    : [{ type: 'PurchaseOrderExpiryWarned', data: { warnedOn: today, validUntil } }];
}

/** The first day on which {@link wake} has something to say, or null when nothing is to come by itself. */
export function wakesOn(state: PurchaseOrder): CivilDate | null {
  const request = waiting(state);
  const days = [
    request?.expiresOn ?? undefined,
    request === undefined ? undefined : reminderOf(request),
    warningOf(state),
  ].filter((day) => day !== undefined);
  return days.sort().at(0) ?? null;
}

function waiting({ request, status }: PurchaseOrder): OrderRequest | undefined {
  return request?.status === 'pending' && status !== 'closed' ? request : undefined;
}

function reminderOf({ heardOn, remindEveryDays }: OrderRequest): CivilDate | undefined {
  return remindEveryDays === null ? undefined : addDays(heardOn, remindEveryDays);
}

function warningOf({ status, validUntil, warnedOf }: PurchaseOrder): CivilDate | undefined {
  return status === 'open' && validUntil !== null && warnedOf !== validUntil
    ? addDays(validUntil, -WARNED_BEFORE_DAYS)
    : undefined;
}
