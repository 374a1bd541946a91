import { z } from 'zod';
import { DEFAULT_POLICIES, type RenewalPrice } from './policies.ts';

/**
 * Version 1 of the contract's events knew one way to bill: whole terms, no discounts, calendar days. Version 2 says all
 * of it; what version 1 did not say is what it did.
 */

const zFields = z.record(z.string(), z.unknown());
const zWithLines = z.looseObject({ lines: z.array(zFields).optional() });
const zWithCharges = z.looseObject({
  charges: z.array(z.looseObject({ rate: z.looseObject({ unitPrice: z.string() }) })),
});

export function termsInFull(data: unknown): unknown {
  return {
    ...zFields.parse(data),
    billingAnchor: null,
    trialDays: 0,
    discounts: [],
    uplift: null,
    minimumCommitment: null,
    renewalTermMonths: null,
    policies: DEFAULT_POLICIES,
  };
}

export function linesInFull(data: unknown): unknown {
  const { lines, ...rest } = zWithLines.parse(data);
  return lines === undefined ? rest : { ...rest, lines: lines.map((line) => ({ ...line, ...PLAIN_LINE })) };
}

const PLAIN_LINE = {
  chargeType: 'recurring',
  startDate: null,
  endDate: null,
  setupFee: null,
  setupFeeDistinct: false,
  tierGroup: null,
  seatLimits: null,
  ramp: [],
  discounts: [],
};

export function chargesWithAdjustments(data: unknown): unknown {
  const raised = zWithCharges.parse(data);
  return {
    ...raised,
    bearer: null,
    charges: raised.charges.map((charge) => ({
      ...charge,
      accountId: null,
      rate: { ...charge.rate, listUnitPrice: charge.rate.unitPrice, adjustments: [] },
    })),
  };
}

const zCancelled = z.looseObject({ lastServiceDay: z.string() });

export function cancellationInFull(data: unknown): unknown {
  const cancelled = zCancelled.parse(data);
  return { ...cancelled, billedThrough: cancelled.lastServiceDay, fee: null };
}

/** Before version 2 a claim was released as a whole or not at all. */
export function releasesWhole(data: unknown): unknown {
  return { ...zFields.parse(data), chargeIds: null, periods: [], creditNoteId: null };
}

/** Before version 4 a new term kept the prices of the old one. */
export function termsWithRenewalPrice(data: unknown): unknown {
  return { ...zFields.parse(data), renewalPrice: { kind: 'keep' } satisfies RenewalPrice };
}

/** Before version 3 only products had catalogue prices. */
export function termsWithoutPriceBook(data: unknown): unknown {
  return { ...zFields.parse(data), priceBookId: null };
}
