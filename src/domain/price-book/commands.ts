import type { CivilDate } from '../kernel/calendar.ts';
import type { ProductId } from '../kernel/ids.ts';
import type { PriceBookAddition, PriceBookChanges } from './state.ts';
import type { PriceVersion } from './versions.ts';

/** `today` is where the book's seller is; a decider never asks for the time. */
export type PriceBookCommand =
  | { readonly kind: 'add'; readonly book: PriceBookAddition }
  | { readonly kind: 'change'; readonly changes: PriceBookChanges }
  | { readonly kind: 'activate'; readonly today: CivilDate }
  | { readonly kind: 'retire'; readonly today: CivilDate; readonly reason: string | null }
  | ({ readonly kind: 'setPrice'; readonly productId: ProductId; readonly today: CivilDate } & PriceVersion)
  | {
      readonly kind: 'withdrawPrice';
      readonly productId: ProductId;
      readonly validFrom: CivilDate;
      readonly today: CivilDate;
    };

export type PriceBookCommandOf<Kind extends PriceBookCommand['kind']> = Extract<PriceBookCommand, { kind: Kind }>;
