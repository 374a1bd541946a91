import type { CivilDate } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { PriceTerms } from '../rating/price.ts';

/** What a product costs from a day on, until the next version. */
export interface PriceVersion {
  readonly validFrom: CivilDate;
  readonly price: PriceTerms;
  readonly setupFee: DecimalString | null;
}

/** The version in force on a day: the last that has begun. Versions are in the order of their days. */
export function versionOn(versions: readonly PriceVersion[], day: CivilDate): PriceVersion | undefined {
  return versions.findLast(({ validFrom }) => validFrom <= day);
}

/** Adds a version; one for the same day is replaced. */
export function withVersion(versions: readonly PriceVersion[], version: PriceVersion): readonly PriceVersion[] {
  return [...withoutVersion(versions, version.validFrom), version].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
}

export function withoutVersion(versions: readonly PriceVersion[], validFrom: CivilDate): readonly PriceVersion[] {
  return versions.filter((other) => other.validFrom !== validFrom);
}
