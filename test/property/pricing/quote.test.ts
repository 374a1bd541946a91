import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContractLineInput } from '../../../src/application/contracts/contract-lines.ts';
import type { DiscountInput } from '../../../src/application/contracts/discount-input.ts';
import { draftContract } from '../../../src/application/contracts/draft-contract.ts';
import { type QuoteInput, quote } from '../../../src/application/pricing/quote.ts';
import { totalOf } from '../../../src/application/pricing/quoted-periods.ts';
import { chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import type { DueCharge } from '../../../src/domain/rating/due.ts';
import { binding, claimId, having, raise } from '../../support/contracts.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { aDraftInput, aLineInput, contractWorld } from '../../support/controls/contracts.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { aQuoteInput } from '../../support/controls/quotes.ts';
import { acceptedOutcome } from '../../support/outcomes.ts';
import { type Deal, type DiscountWish, deal, type LineWish, plusDays, plusMonths } from '../rating/deal.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);

function discountInput({ percent, amount: off, periods, months }: DiscountWish): DiscountInput {
  const value =
    percent === null
      ? { percent: null, amount: amount(off), intervalMonths: 1 }
      : { percent: amount(percent), amount: null, intervalMonths: null };
  return { ...value, description: null, validFrom: null, validUntil: null, periods, months };
}

function lineInput(wish: LineWish): ContractLineInput {
  return aLineInput({
    quantity: Math.max(wish.quantity, wish.committed),
    committedQuantity: wish.committed,
    price: wish.price,
    chargeType: wish.isOnce ? 'one_time' : 'recurring',
    setupFee: wish.setupFee === null ? null : amount(wish.setupFee),
    tierGroup: wish.isGrouped && wish.price.model === 'volume_tiered' ? 'seats' : null,
    discounts: wish.discount === null ? [] : [discountInput(wish.discount)],
  });
}

/** What a quote and a contract are both told. */
function toldBoth(given: Deal) {
  const startDate = plusDays(given.start, 0);
  return {
    currency: currency(given.currency),
    startDate,
    endDate: plusDays(plusMonths(startDate, given.termMonths), -1),
    billingFrequency: 'custom',
    billingIntervalMonths: given.months,
    billingInAdvance: given.inAdvance,
    billingAnchor: given.anchor === null ? null : plusDays(startDate, given.anchor),
    trialDays: given.trialDays,
    discounts: given.discounts.map(discountInput),
    uplift: given.upliftPercent === null ? null : { kind: 'percent', percent: amount(given.upliftPercent) },
    minimumCommitment: given.minimum === null ? null : { amount: amount(given.minimum), intervalMonths: 1 },
    policies: given.policies,
    lines: given.lines.map(lineInput),
  } satisfies Partial<QuoteInput>;
}

async function quotedAndSigned(given: Deal) {
  const world = await contractWorld();
  const told = toldBoth(given);
  const quoted = await quote(world.deps, aQuoteInput(told), { tenantId: TENANT });
  if (quoted.outcome === 'rejected') {
    throw new Error(`The quote was refused: ${quoted.rejection.code} ${quoted.rejection.message}`);
  }
  const input = aDraftInput({ ...told, seatPrice: null, seatCount: null, status: 'active' });
  const { state } = acceptedOutcome(await draftContract(world.deps, input, aProvenance()));
  return { quoted, contract: binding(state) };
}

/** Ids of lines and discounts are each contract's own. */
function figures(contract: BindingContract, charges: readonly DueCharge[]) {
  const places = new Map(contract.lines.map(({ lineId }, index) => [lineId as string, index]));
  return charges
    .map(({ lineId, component, serviceStart, serviceEnd, quantity, rate, amount: charged }) =>
      [places.get(lineId), component, serviceStart, serviceEnd, quantity, rate.unitPrice, charged].join(' '),
    )
    .sort();
}

test('a quote is what billing charges, run after run, over the same contract', async () => {
  await fc.assert(
    fc.asyncProperty(deal, async (given) => {
      const { quoted, contract } = await quotedAndSigned(given);
      let billed = contract;
      for (const [index, { dueOn, total }] of quoted.periods.entries()) {
        const isLast = index === quoted.periods.length - 1;
        const horizon = isLast ? plusMonths(contract.terms.endDate, 12) : dueOn;
        billed = billedBy(billed, index + 1, horizon);
        const claim = billed.claims.find((found) => found.claimId === claimId(index + 1));
        expect(totalOf(contract, claim?.charges ?? [])).toBe(total);
      }
      const charges = quoted.periods.flatMap((period) => period.charges);
      expect(figures(quoted.contract, charges)).toEqual(figures(contract, chargesInForce(billed)));
    }),
    { numRuns: RUNS },
  );
});

/** Nothing due is no claim. */
function billedBy(contract: BindingContract, n: number, horizon: string): BindingContract {
  try {
    return having(contract, raise(n, horizon));
  } catch (error) {
    if (String(error).includes('NOTHING_DUE')) {
      return contract;
    }
    throw error;
  }
}

test('its periods leave nothing out', async () => {
  await fc.assert(
    fc.asyncProperty(deal, async (given) => {
      const { quoted } = await quotedAndSigned(given);
      const charges = quoted.periods.flatMap((period) => period.charges);
      expect(figures(quoted.contract, charges)).toEqual(figures(quoted.contract, chargesOverTerm(quoted.contract)));
    }),
    { numRuns: RUNS },
  );
});
