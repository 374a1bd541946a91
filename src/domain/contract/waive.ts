import { accept, type Decision, reject } from '../kernel/decider.ts';
import { decimal, ZERO } from '../kernel/decimal.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import type { BindingContract } from './state.ts';

/** Forgives charges of a draft. What is waived already, or was released, is left as it is. */
export function waiveCharges(command: CommandOf<'waiveCharges'>, state: BindingContract): Decision<ContractEvent> {
  const { invoiceId, reason } = command;
  const claim = state.claims.find((candidate) => candidate.invoiceId === invoiceId);
  if (claim === undefined) {
    return reject('CLAIM_NOT_FOUND', `Contract ${state.contractNumber} has no charges on document ${invoiceId}.`);
  }
  const waived = claim.isReleased
    ? []
    : claim.charges.filter(({ chargeId }) => command.chargeIds.includes(chargeId) && !state.waived.includes(chargeId));
  if (waived.some(({ amount, reduces }) => reduces !== null || decimal(amount).lt(ZERO))) {
    return reject(
      'CHARGE_NOT_WAIVABLE',
      'What is given back cannot be forgiven; remove the line, and the next run gives it back.',
    );
  }
  const chargeIds = waived.map(({ chargeId }) => chargeId);
  return chargeIds.length === 0
    ? accept()
    : accept({ type: 'ChargesWaived', data: { claimId: claim.claimId, invoiceId, chargeIds, reason } });
}
