import { z } from 'zod';
import { zDecimalString } from '../../kernel/decimal.ts';
import { allAt, negativeFault, type PricingModel, zIntervalMonths } from '../pricing-model.ts';

/** One price for the whole, whatever the seats are. */
export const zFlatFee = z.strictObject({
  model: z.literal('flat_fee'),
  price: zDecimalString,
  intervalMonths: zIntervalMonths,
});

export const flatFee: PricingModel<z.infer<typeof zFlatFee>> = {
  fault: ({ price }) => negativeFault(price),
  repriced: (terms, change) => ({ ...terms, price: change(terms.price) }),
  parts: ({ price }) => allAt(1, price),
  isForTheWhole: true,
};
