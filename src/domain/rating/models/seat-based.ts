import { z } from 'zod';
import { zDecimalString } from '../../kernel/decimal.ts';
import { allAt, negativeFault, type PricingModel, zIntervalMonths } from '../pricing-model.ts';

/** One price for every seat. */
export const zSeatBased = z.strictObject({
  model: z.literal('seat_based'),
  unitPrice: zDecimalString,
  intervalMonths: zIntervalMonths,
});

export const seatBased: PricingModel<z.infer<typeof zSeatBased>> = {
  fault: ({ unitPrice }) => negativeFault(unitPrice),
  repriced: (terms, change) => ({ ...terms, unitPrice: change(terms.unitPrice) }),
  parts: ({ unitPrice }, { quantity }) => allAt(quantity, unitPrice),
};
