import type { RoundingMode } from '../kernel/decimal.ts';

/** How amounts of a contract are rounded. */
export interface Rounding {
  readonly currency: string;
  readonly mode: RoundingMode;
}
