import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import {
  type AddPriceBookInput,
  addPriceBook,
  type ChangePriceBookInput,
  changePriceBook,
  type PriceBookDeps,
  type PriceBookOutcome,
  type SetPriceInput,
  setPrice,
  type WithdrawPriceInput,
  withdrawPrice,
} from './price-books.ts';
import { type PriceInForce, type PriceInForceInput, priceInForce } from './price-in-force.ts';
import { type Quote, type QuoteInput, quote } from './quote.ts';

interface Reader {
  readonly tenantId: TenantId;
}

/** What a process can do with prices, with everything bound that it needs. */
export interface PricingUseCases {
  addPriceBook(input: AddPriceBookInput, provenance: Provenance): Promise<PriceBookOutcome>;
  changePriceBook(input: ChangePriceBookInput, provenance: Provenance): Promise<PriceBookOutcome>;
  setPrice(input: SetPriceInput, provenance: Provenance): Promise<PriceBookOutcome>;
  withdrawPrice(input: WithdrawPriceInput, provenance: Provenance): Promise<PriceBookOutcome>;
  priceInForce(input: PriceInForceInput, reader: Reader): Promise<PriceInForce | Rejected>;
  quote(input: QuoteInput, reader: Reader): Promise<Quote | Rejected>;
}

export function createPricingUseCases(deps: PriceBookDeps): PricingUseCases {
  return {
    addPriceBook: (input, provenance) => addPriceBook(deps, input, provenance),
    changePriceBook: (input, provenance) => changePriceBook(deps, input, provenance),
    setPrice: (input, provenance) => setPrice(deps, input, provenance),
    withdrawPrice: (input, provenance) => withdrawPrice(deps, input, provenance),
    priceInForce: (input, reader) => priceInForce(deps, input, reader),
    quote: (input, reader) => quote(deps, input, reader),
  };
}
