import { z } from 'zod';

const zFields = z.record(z.string(), z.unknown());

/** Version 1 knew no packages, no schedules, no days of offer, and said nothing of what a setup fee is for. */
export function withOwnPriceInFull(data: unknown): unknown {
  return {
    ...zFields.parse(data),
    packagePrice: null,
    packageSize: null,
    priceSteps: [],
    setupFeeDistinct: false,
    activeFrom: null,
    activeUntil: null,
  };
}
