import type { CataloguePrice } from '../../domain/contract/catalogue-price.ts';
import { contract } from '../../domain/contract/contract.ts';
import type { ContractLine, DraftLine } from '../../domain/contract/events.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { RoundingMode } from '../../domain/kernel/decimal.ts';
import type { ContractId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { roundingOn } from '../../domain/seller/state.ts';
import { type ContractLineInput, draftLines, type Refused } from '../contracts/contract-lines.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import { askCatalogue } from '../contracts/priced-lines.ts';
import { trialDaysOf } from '../contracts/sold-product.ts';
import { derivedId } from '../derived-ids.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { PriceBookDeps } from './price-books.ts';
import { type QuotedTerms, quoteSizeFault, quoteTerms } from './quote-terms.ts';
import { type QuotedPeriod, quotedPeriods } from './quoted-periods.ts';

export interface QuoteInput extends QuotedTerms {
  readonly sellerId: SellerId;
  readonly lines: readonly ContractLineInput[];
}

export interface Quote {
  readonly outcome: 'accepted';
  /** The contract that it would be. */
  readonly contract: BindingContract;
  /** Per line, where its price came from; null: it was given with the line. */
  readonly sources: readonly (CataloguePrice | null)[];
  readonly periods: readonly QuotedPeriod[];
}

/** No contract has it. */
const QUOTED_CONTRACT = derivedId('quote', 'contract') as ContractId; // a fresh UUID of ours

/**
 * What something would cost over a term. The contract is drafted and activated in memory by its own rules, and billing's
 * own computation says what it owes: a quote cannot differ from the invoice. Nothing is stored.
 */
export async function quote(
  { eventStore, clock }: PriceBookDeps,
  input: QuoteInput,
  { tenantId }: { readonly tenantId: TenantId },
): Promise<Quote | Rejected> {
  const { sellerId } = input;
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  if ('rejection' in seller) {
    return rejected(seller.rejection);
  }
  const today = civilDateIn(seller.timeZone, clock.now());
  const trialDays = input.trialDays ?? (await trialDaysOf(eventStore, tenantId, input.lines));
  const terms = quoteTerms({ ...input, trialDays }, { today, currency: seller.baseCurrency });
  if ('rejection' in terms) {
    return rejected(terms.rejection);
  }
  const pricing = { lines: input.lines, seatCount: null, committedSeats: null, seatPrice: null };
  const drafted = await draftLines(eventStore, tenantId, QUOTED_CONTRACT, pricing, terms);
  const fault = 'rejection' in drafted ? drafted.rejection : draftFault(sellerId, terms, drafted);
  if ('rejection' in drafted || fault !== undefined) {
    return rejected(fault as Rejection); // where the lines were refused, it is their rejection
  }
  const priced = await askCatalogue(eventStore, { tenantId, sellerId }, drafted, terms);
  if ('rejection' in priced) {
    return rejected(priced.rejection);
  }
  const lines = priced.map(({ line }) => line);
  const size = quoteSizeFault(terms, lines);
  const bound = size ?? activated(sellerId, terms, lines, roundingOn(seller, today));
  return 'rejection' in bound
    ? rejected(bound.rejection)
    : {
        outcome: 'accepted',
        contract: bound,
        sources: priced.map(({ asked }) => asked),
        periods: quotedPeriods(bound),
      };
}

function draftFault(sellerId: SellerId, terms: ContractTerms, lines: readonly DraftLine[]): Rejection | undefined {
  const decision = contract.decide(draftCommand(sellerId, terms, lines), contract.initialState);
  return decision.outcome === 'rejected' ? decision.rejection : undefined;
}

function draftCommand(sellerId: SellerId, terms: ContractTerms, lines: readonly DraftLine[]) {
  return { kind: 'draft', contractId: QUOTED_CONTRACT, contractNumber: 'Quote', sellerId, terms, lines } as const;
}

/** A contract in memory, drafted and activated by the decider of every contract. */
function activated(
  sellerId: SellerId,
  terms: ContractTerms,
  lines: readonly ContractLine[],
  rounding: RoundingMode,
): BindingContract | Refused {
  let state = contract.initialState;
  // A price is told to whoever asks; approval is for what is signed.
  const activate = { kind: 'activate', activatedOn: terms.startDate, lines, rounding, approvals: [] } as const;
  for (const command of [draftCommand(sellerId, terms, lines), activate]) {
    const decision = contract.decide(command, state);
    if (decision.outcome === 'rejected') {
      return decision;
    }
    state = decision.events.reduce(contract.evolve, state);
  }
  if (state.status !== 'active') {
    throw new Error(`A quoted contract was activated and is ${state.status}`);
  }
  return state;
}
