import { z } from 'zod';
import { zDecimalString } from '../../kernel/decimal.ts';
import { allAt, negativeFault, type PricingModel, zIntervalMonths } from '../pricing-model.ts';

/** A schedule of amounts for the whole: a ramp, or a payment plan that no formula gives. */
export const zCustomSchedule = z.strictObject({
  model: z.literal('custom'),
  /** From a number of whole months after the price takes effect on, the amount per `intervalMonths`. */
  steps: z
    .array(z.strictObject({ month: z.int().min(0).max(600), amount: zDecimalString }))
    .min(1)
    .max(120),
  intervalMonths: zIntervalMonths,
});

export const customSchedule: PricingModel<z.infer<typeof zCustomSchedule>> = {
  fault({ steps }) {
    if (steps[0]?.month !== 0) {
      return 'the first step of a schedule is for month 0';
    }
    const unordered = steps.findIndex(({ month }, index) => month <= (steps[index - 1]?.month ?? -1));
    return unordered < 0
      ? steps.map(({ amount }) => negativeFault(amount)).find((fault) => fault !== undefined)
      : `step ${unordered + 1} must be for a later month than step ${unordered}`;
  },
  parts: ({ steps }, { month }) => {
    const index = Math.max(
      steps.findLastIndex((step) => step.month <= month),
      0,
    );
    const step = steps[index];
    return step === undefined ? [] : allAt(1, step.amount, index + 1);
  },
  repriced: (terms, change, month) => {
    const inForce = Math.max(
      terms.steps.findLastIndex((step) => step.month <= month),
      0,
    );
    const goesOn = terms.steps.slice(inForce).map((step) => ({
      month: Math.max(step.month - month, 0),
      amount: change(step.amount),
    }));
    return { ...terms, steps: goesOn };
  },
  changesAfterMonths: ({ steps }) => steps.slice(1).map(({ month }) => month),
  isForTheWhole: true,
};
