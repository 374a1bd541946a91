import type { ContractLine } from './events.ts';

/** Why a number of seats cannot be sold, as a clause, or undefined. Steps are counted from the minimum, else from 0. */
export function seatLimitFault(quantity: number, limits: ContractLine['seatLimits']): string | undefined {
  if (limits === null) {
    return undefined;
  }
  const { min, max, increment } = limits;
  if (min !== null && quantity < min) {
    return `must be ${min} or more`;
  }
  if (max !== null && quantity > max) {
    return `must be ${max} or less`;
  }
  const start = min ?? 0;
  return increment !== null && (quantity - start) % increment !== 0
    ? `must go up in steps of ${increment}${start === 0 ? '' : ` from ${start}`}`
    : undefined;
}
