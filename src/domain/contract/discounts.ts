import { accept, type Decision, reject } from '../kernel/decider.ts';
import { discountFault } from '../rating/discount.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import { findLine, outsideLine, outsideService } from './found-line.ts';
import type { BindingContract } from './state.ts';

/** Grants a discount on one line or, without a line, on the whole contract. */
export function grantDiscount(command: CommandOf<'grantDiscount'>, state: BindingContract): Decision<ContractEvent> {
  const { effectiveOn, discount, reason } = command;
  if (granted(state).some(({ discountId }) => discountId === discount.discountId)) {
    return accept();
  }
  const line = command.lineId === null ? undefined : findLine(state, command.lineId);
  if (line !== undefined && !('lineId' in line)) {
    return line;
  }
  const outside =
    outsideService(state, effectiveOn, 'effectiveOn') ??
    (line === undefined ? undefined : outsideLine(line, effectiveOn));
  if (outside !== undefined) {
    return outside;
  }
  const dated = { ...discount, validFrom: effectiveOn };
  const fault = discountFault(dated);
  if (fault !== undefined) {
    return reject('DISCOUNT_INVALID', `The discount cannot be used: ${fault.field} ${fault.text}.`, {
      [`discount.${fault.field}`]: fault.text,
    });
  }
  return accept({
    type: 'DiscountGranted',
    data: { lineId: line?.lineId ?? null, effectiveOn, discount: dated, reason },
  });
}

/** Ends a discount before its time. */
export function endDiscount(command: CommandOf<'endDiscount'>, state: BindingContract): Decision<ContractEvent> {
  const { discountId, effectiveOn, reason } = command;
  const found = granted(state).find((discount) => discount.discountId === discountId);
  if (found === undefined) {
    return reject('DISCOUNT_NOT_FOUND', `Contract ${state.contractNumber} has no discount ${discountId}.`, {
      discountId: 'is no discount of this contract',
    });
  }
  if (found.end !== null && found.end <= effectiveOn) {
    return accept();
  }
  return (
    outsideService(state, effectiveOn, 'effectiveOn') ??
    accept({ type: 'DiscountEnded', data: { discountId, effectiveOn, reason } })
  );
}

function granted({ discounts, lines }: BindingContract) {
  return [...discounts, ...lines.flatMap((line) => line.discounts)];
}
