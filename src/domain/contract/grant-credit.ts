import { accept, type Decision, reject } from '../kernel/decider.ts';
import { type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import type { CommandOf } from './commands.ts';
import { creditables } from './creditable.ts';
import type { ContractEvent } from './events.ts';
import { type BindingContract, chargesInForce } from './state.ts';

/**
 * Takes so much of charges back for a credit note that people make. The append at the revision that was read makes it
 * theirs: of two notes for one charge, the second one finds what the first has left.
 */
export function grantCredit(command: CommandOf<'grantCredit'>, state: BindingContract): Decision<ContractEvent> {
  const { creditNoteId, creditKind: kind, credits, reason } = command;
  if (state.credits.some((credit) => credit.creditNoteId === creditNoteId)) {
    return accept();
  }
  const creditable = creditables(state);
  for (const { chargeId, amount } of credits) {
    const left = creditable.get(chargeId);
    const refusal =
      left === undefined
        ? notThere(state, chargeId)
        : kind === 'goodwill'
          ? whyNotGoodwill(state, decimal(amount), left)
          : whyNotRebill(command, state, chargeId, left);
    if (refusal !== null) {
      return refusal;
    }
    creditable.set(chargeId, (left ?? ZERO).minus(decimal(amount)));
  }
  return accept({ type: 'CreditGranted', data: { creditNoteId, kind, credits: [...credits], reason } });
}

/** The credit note came to nothing. */
export function withdrawCredit(
  { creditNoteId, reason }: CommandOf<'withdrawCredit'>,
  state: BindingContract,
): Decision<ContractEvent> {
  return state.credits.some((credit) => credit.creditNoteId === creditNoteId)
    ? accept({ type: 'CreditWithdrawn', data: { creditNoteId, reason } })
    : accept();
}

function notThere({ contractNumber }: BindingContract, chargeId: string): Decision<never> {
  return reject(
    'CHARGE_NOT_CHARGED',
    `Charge ${chargeId} of contract ${contractNumber} was released: it is not charged any more, and there is nothing to credit.`,
  );
}

function whyNotGoodwill({ terms }: BindingContract, amount: Decimal, left: Decimal): Decision<never> | null {
  return amount.lte(ZERO) || amount.gt(left)
    ? reject(
        'CREDIT_TOO_HIGH',
        `${amount.toFixed()} ${terms.currency} cannot be credited: ${left.lt(ZERO) ? '0' : left.toFixed()} of the charge is left to credit.`,
      )
    : null;
}

/** A charge that is billed again is taken back as it stands, to the last cent. */
function whyNotRebill(
  { credits, settledReductions }: CommandOf<'grantCredit'>,
  state: BindingContract,
  chargeId: string,
  left: Decimal,
): Decision<never> | null {
  const isWhole = credits.some((credit) => credit.chargeId === chargeId && decimal(credit.amount).eq(left));
  if (!isWhole || pendingRebill(state, chargeId)) {
    return reject('CREDIT_TOO_HIGH', 'What is left of the charge has changed; look at the document and ask again.');
  }
  const open = chargesInForce(state).find(
    (charge) => charge.reduces === chargeId && !settledReductions.includes(charge.chargeId),
  );
  return open === undefined
    ? null
    : reject(
        'CHARGES_ON_DRAFT',
        `A correction of contract ${state.contractNumber} stands on a draft and takes back a part of it; finalise or discard that draft first.`,
      );
}

/** A credit note is about to release this charge; nothing else may be built on it meanwhile. */
export function pendingRebill(state: BindingContract, chargeId: string): boolean {
  return state.credits.some((credit) => credit.chargeId === chargeId && credit.kind === 'rebill');
}
