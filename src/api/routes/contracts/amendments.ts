import { z } from 'zod';
import type { Amendment } from '../../../application/contracts/amendment.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { zPauseEffect } from '../../../domain/contract/policies.ts';
import type { CivilDate } from '../../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../../domain/kernel/decimal.ts';
import { zAccountId, zContractLineId, zDiscountId } from '../../../domain/kernel/ids.ts';
import type { PriceTerms } from '../../../domain/rating/price.ts';
import type { Permission } from '../../../identity/permissions.ts';
import {
  zOptional,
  zOptionalText,
  zRequiredText,
  zWireDate,
  zWireInteger,
  zWireMoney,
  zWireSeats,
} from '../../values.ts';
import { discountInputOf, lineInputOf, zDiscountInput, zEarlyEndFeeInput, zLineInput } from './agreement-input.ts';
import { priceTermsOf, zPriceInput } from './contract-price.ts';

const SEATS_MAX = 100_000_000;

/** A command on a binding contract: its body, and the amendment that it means. */
export interface AmendmentVerb<Body extends z.ZodObject> {
  readonly verb: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly description?: string;
  readonly body: Body;
  /** An empty request means the body with nothing in it. */
  readonly isBodyOptional?: boolean;
  readonly amendment: (body: z.output<Body>) => Amendment;
}

function verb<Body extends z.ZodObject>(definition: AmendmentVerb<Body>): AmendmentVerb<Body> {
  return definition;
}

const onDay = {
  effectiveOn: zOptional(zWireDate).meta({
    description: 'First day of the new terms, past or future; today where the seller is unless given',
  }),
  reason: zOptionalText(1000),
};

const onLine = {
  lineId: zOptional(zContractLineId).meta({ description: 'May be left out where the contract has one line' }),
  ...onDay,
};

interface DayInput {
  readonly effectiveOn?: CivilDate | null | undefined;
  readonly reason?: string | null | undefined;
}

function dayOf({ effectiveOn, reason }: DayInput) {
  return { effectiveOn: effectiveOn ?? null, reason: reason ?? null };
}

/** One of the two is there: the schema has seen to it. */
function repricedTo(price: z.output<typeof zPriceInput> | undefined, seatPrice: DecimalString | undefined): PriceTerms {
  if (price !== undefined) {
    return priceTermsOf(price);
  }
  if (seatPrice === undefined) {
    throw new Error('Neither price nor seatPrice came through');
  }
  return { model: 'seat_based', unitPrice: seatPrice, intervalMonths: 1 };
}

export const adjustSeats = verb({
  verb: 'adjust-seats',
  permission: 'contract.amend',
  summary: 'Set the seats of a line from a day on',
  description: 'What changes for periods that are charged already comes with the next billing, as charge or credit.',
  body: z.strictObject({ ...onLine, quantity: zWireSeats }).meta({ id: 'AdjustSeats' }),
  amendment: (body) => ({ kind: 'adjustSeats', lineId: body.lineId ?? null, quantity: body.quantity, ...dayOf(body) }),
});

export const reprice = verb({
  verb: 'reprice',
  permission: 'contract.amend',
  summary: 'Set the price of a line from a day on',
  body: z
    .strictObject({ ...onLine, price: zPriceInput.optional(), seatPrice: zWireMoney.optional() })
    .refine(({ price, seatPrice }) => (price === undefined) !== (seatPrice === undefined), {
      path: ['price'],
      message: 'or seatPrice must be given, one of them',
    })
    .meta({ id: 'Reprice', description: 'Either price, or seatPrice per seat and month' }),
  amendment: (body) => ({
    kind: 'reprice',
    lineId: body.lineId ?? null,
    price: repricedTo(body.price, body.seatPrice),
    ...dayOf(body),
  }),
});

export const changeCommitment = verb({
  verb: 'change-commitment',
  permission: 'contract.amend',
  summary: 'Set how many seats are billed at least, from a day on',
  body: z.strictObject({ ...onLine, committedQuantity: zWireSeats }).meta({ id: 'ChangeCommitment' }),
  amendment: (body) => ({
    kind: 'changeCommitment',
    lineId: body.lineId ?? null,
    committedQuantity: body.committedQuantity,
    ...dayOf(body),
  }),
});

export const grantDiscount = verb({
  verb: 'grant-discount',
  permission: 'contract.amend',
  summary: 'Grant a discount from a day on',
  description: 'On one line by lineId, else on the whole contract.',
  body: z.strictObject({ ...onLine, discount: zDiscountInput }).meta({ id: 'GrantDiscount' }),
  amendment: (body) => ({
    kind: 'grantDiscount',
    lineId: body.lineId ?? null,
    discount: discountInputOf(body.discount),
    ...dayOf(body),
  }),
});

export const endDiscount = verb({
  verb: 'end-discount',
  permission: 'contract.amend',
  summary: 'End a discount before its time',
  body: z.strictObject({ ...onDay, discountId: zDiscountId }).meta({ id: 'EndDiscount' }),
  amendment: (body) => ({ kind: 'endDiscount', discountId: body.discountId, ...dayOf(body) }),
});

export const addLine = verb({
  verb: 'add-line',
  permission: 'contract.amend',
  summary: 'Sell one more thing from a day on',
  body: z.strictObject({ ...onDay, line: zLineInput }).meta({ id: 'AddLine' }),
  amendment: (body) => ({ kind: 'addLine', line: lineInputOf(body.line), ...dayOf(body) }),
});

export const removeLine = verb({
  verb: 'remove-line',
  permission: 'contract.amend',
  summary: 'End a line before the contract does',
  description: 'effectiveOn is the first day without it.',
  body: z.strictObject(onLine).meta({ id: 'RemoveLine' }),
  amendment: (body) => ({ kind: 'removeLine', lineId: body.lineId ?? null, ...dayOf(body) }),
});

export const share = verb({
  verb: 'shares',
  permission: 'contract.amend',
  summary: 'Share a contract with an account, which bears a part of its cost from a day on',
  description:
    'By the seats allocated to it, by percentage, or equally; what nobody bears, the buyer does. The parts sum to the ' +
    'whole, day by day. With invoicing one, documents go to the buyer and name who bears what; with each, every account ' +
    'gets documents of its own.',
  body: z
    .strictObject({
      ...onDay,
      accountId: zAccountId,
      seats: zOptional(zWireInteger(1, SEATS_MAX)),
      percent: zOptional(zWireMoney),
      method: zOptional(z.enum(['allocation', 'percentage', 'equally'])),
      invoicing: zOptional(z.enum(['one', 'each'])),
    })
    .meta({ id: 'ShareContract' }),
  amendment: (body) => ({
    kind: 'share',
    accountId: body.accountId,
    seats: body.seats ?? null,
    percent: body.percent ?? null,
    method: body.method ?? null,
    invoicing: body.invoicing ?? null,
    ...dayOf(body),
  }),
});

export const extendTerm = verb({
  verb: 'extend',
  permission: 'contract.amend',
  summary: 'Let the term end later, at the terms in force',
  body: z.strictObject({ endDate: zWireDate, reason: zOptionalText(1000) }).meta({ id: 'ExtendTerm' }),
  amendment: (body) => ({ kind: 'extendTerm', endDate: body.endDate, reason: body.reason ?? null }),
});

export const changeSchedule = verb({
  verb: 'change-billing',
  permission: 'contract.amend',
  summary: 'Bill in another rhythm from a day on',
  description: 'What is charged for days after it comes back with the next billing, and is charged in the new rhythm.',
  body: z
    .strictObject({
      ...onDay,
      billingFrequency: zBillingFrequency,
      billingIntervalMonths: zOptional(zWireInteger(1, 120)),
      billingInAdvance: z.boolean().optional(),
      billingAnchor: zOptional(zWireDate).meta({ description: 'First day of some period; effectiveOn unless given' }),
    })
    .meta({ id: 'ChangeBilling' }),
  amendment: (body) => ({
    kind: 'changeSchedule',
    billingFrequency: body.billingFrequency,
    billingIntervalMonths: body.billingIntervalMonths ?? null,
    billingInAdvance: body.billingInAdvance ?? null,
    billingAnchor: body.billingAnchor ?? null,
    ...dayOf(body),
  }),
});

export const pause = verb({
  verb: 'pause',
  permission: 'contract.amend',
  summary: 'Stop the service for a while',
  description: 'What that does to billing is the contract’s policy, unless effect says otherwise.',
  body: z.strictObject({ ...onDay, effect: zOptional(zPauseEffect) }).meta({ id: 'PauseContract' }),
  amendment: (body) => ({ kind: 'pause', effect: body.effect ?? null, ...dayOf(body) }),
});

export const resume = verb({
  verb: 'resume',
  permission: 'contract.amend',
  summary: 'Let the service go on after a pause',
  body: z.strictObject(onDay).meta({ id: 'ResumeContract' }),
  amendment: (body) => ({ kind: 'resume', ...dayOf(body) }),
});

const zRenewedLineInput = z.strictObject({
  lineId: zContractLineId,
  quantity: zOptional(zWireSeats),
  committedQuantity: zOptional(zWireSeats),
  price: zPriceInput.nullish(),
});

const zRenewal = z
  .strictObject({
    effectiveOn: zOptional(zWireDate),
    endDate: zOptional(zWireDate),
    contractValue: zOptional(zWireMoney),
    lines: z.array(zRenewedLineInput).max(200).optional(),
    reason: zOptionalText(1000),
  })
  .meta({ id: 'RenewContract' });

/** A renewal as asked for, to be made or to be quoted. */
export function renewalOf(body: z.output<typeof zRenewal>): Extract<Amendment, { kind: 'renew' }> {
  return {
    kind: 'renew',
    effectiveOn: body.effectiveOn ?? null,
    endDate: body.endDate ?? null,
    contractValue: body.contractValue ?? null,
    lines: (body.lines ?? []).map(({ lineId, quantity, committedQuantity, price }) => ({
      lineId,
      quantity: quantity ?? null,
      committedQuantity: committedQuantity ?? null,
      price: price == null ? null : priceTermsOf(price),
    })),
    reason: body.reason ?? null,
  };
}

export const renew = verb({
  verb: 'renew',
  permission: 'contract.amend',
  summary: 'Agree a new term',
  description:
    'It starts right after the last one, or earlier, when what was left of the old term is replaced. Lines carry what ' +
    'is new about them; where they say no price, that of the contract’s renewalPrice holds.',
  body: zRenewal,
  isBodyOptional: true,
  amendment: renewalOf,
});

export const declineRenewal = verb({
  verb: 'decline-renewal',
  permission: 'contract.amend',
  summary: 'Note that the contract shall not go on after its term',
  body: z.strictObject({ reason: zOptionalText(1000) }).meta({ id: 'DeclineRenewal' }),
  isBodyOptional: true,
  amendment: (body) => ({ kind: 'declineRenewal', reason: body.reason ?? null }),
});

export const withdrawChange = verb({
  verb: 'withdraw-change',
  permission: 'contract.amend',
  summary: 'Take back a change that has not taken effect',
  description: 'By its number, which the timeline shows.',
  body: z
    .strictObject({ change: zWireInteger(1, 1_000_000), reason: zRequiredText(1000) })
    .meta({ id: 'WithdrawChange' }),
  amendment: (body) => ({ kind: 'withdrawChange', change: body.change, reason: body.reason }),
});

export const cancel = verb({
  verb: 'cancel',
  permission: 'contract.cancel',
  summary: 'End the service, early or at the end of the term',
  description:
    'Days that were charged and are not served are credited with the next billing, and an early end costs a fee, as ' +
    'the contract’s policies say unless the body does.',
  body: z
    .strictObject({
      lastServiceDay: zOptional(zWireDate).meta({ description: 'Today where the seller is unless given' }),
      atTermEnd: z.boolean().optional(),
      creditUnusedDays: z.boolean().optional(),
      fee: zEarlyEndFeeInput.nullish(),
      reason: zOptionalText(1000),
    })
    .refine(({ lastServiceDay, atTermEnd }) => lastServiceDay == null || atTermEnd !== true, {
      path: ['lastServiceDay'],
      message: 'stands against atTermEnd; send one of them',
    })
    .meta({ id: 'CancelContract' }),
  isBodyOptional: true,
  amendment: (body) => ({
    kind: 'cancel',
    lastServiceDay: body.lastServiceDay ?? null,
    atTermEnd: body.atTermEnd ?? false,
    creditUnusedDays: body.creditUnusedDays ?? null,
    fee: body.fee ?? null,
    reason: body.reason ?? null,
  }),
});
