import { z } from 'zod';
import { zDecimalString } from '../../kernel/decimal.ts';
import { allAt, negativeFault, type PricingModel, zIntervalMonths } from '../pricing-model.ts';

/** Package pricing: a price for each started block of so many units. */
export const zPackage = z.strictObject({
  model: z.literal('package'),
  /** Of one block. */
  packagePrice: zDecimalString,
  /** Units in one block. */
  packageSize: z.int().min(1).max(100_000_000),
  intervalMonths: zIntervalMonths,
});

export const packaged: PricingModel<z.infer<typeof zPackage>> = {
  fault: ({ packagePrice }) => negativeFault(packagePrice),
  repriced: (terms, change) => ({ ...terms, packagePrice: change(terms.packagePrice) }),
  parts: ({ packagePrice, packageSize }, { quantity }) => allAt(Math.ceil(quantity / packageSize), packagePrice),
};
