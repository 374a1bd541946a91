import { type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { adjustSeats, changeCommitment, reprice } from './amend.ts';
import { approve, reject as rejectDraft, submit } from './approve.ts';
import { cancel } from './cancel.ts';
import { raiseCharges } from './charge.ts';
import type { ContractCommand } from './commands.ts';
import { changeDetails } from './details.ts';
import { endDiscount, grantDiscount } from './discounts.ts';
import { activate, discardDraft, draft, reviseDraft } from './draft.ts';
import type { ContractEvent } from './events.ts';
import { evolveContract } from './evolve.ts';
import { grantCredit, withdrawCredit } from './grant-credit.ts';
import { addLine, removeLine } from './lines.ts';
import { pause, resume } from './pause.ts';
import { releaseCharges, releaseCredited } from './release.ts';
import { declineRenewal, renew } from './renew.ts';
import { changeSchedule, extendTerm } from './schedule.ts';
import { agreeSplit } from './split.ts';
import { type BindingContract, type ContractState, type DraftContract, initialContract } from './state.ts';
import { waiveCharges } from './waive.ts';
import { withdrawChange } from './withdraw.ts';

/** A contract: drafted, activated, amended, charged, cancelled. */
export const contract: Decider<ContractState, ContractCommand, ContractEvent> = {
  initialState: initialContract,
  evolve: evolveContract,
  decide(command, state): Decision<ContractEvent> {
    switch (command.kind) {
      case 'draft':
        return draft(command, state);
      case 'reviseDraft':
        return onDraft(state, (found) => reviseDraft(command, found));
      case 'activate':
        return activate(command, state);
      case 'submit':
        return onDraft(state, (found) => submit(command, found));
      case 'approve':
        return onDraft(state, (found) => approve(command, found));
      case 'reject':
        return onDraft(state, (found) => rejectDraft(command, found));
      case 'discardDraft':
        return onDraft(state, (found) => discardDraft(command, found));
      case 'adjustSeats':
        return onBinding(state, (found) => adjustSeats(command, found));
      case 'reprice':
        return onBinding(state, (found) => reprice(command, found));
      case 'changeCommitment':
        return onBinding(state, (found) => changeCommitment(command, found));
      case 'grantDiscount':
        return onBinding(state, (found) => grantDiscount(command, found));
      case 'endDiscount':
        return onBinding(state, (found) => endDiscount(command, found));
      case 'addLine':
        return onBinding(state, (found) => addLine(command, found));
      case 'removeLine':
        return onBinding(state, (found) => removeLine(command, found));
      case 'agreeSplit':
        return onBinding(state, (found) => agreeSplit(command, found));
      case 'extendTerm':
        return onBinding(state, (found) => extendTerm(command, found));
      case 'changeSchedule':
        return onBinding(state, (found) => changeSchedule(command, found));
      case 'pause':
        return onBinding(state, (found) => pause(command, found));
      case 'resume':
        return onBinding(state, (found) => resume(command, found));
      case 'renew':
        return onBinding(state, (found) => renew(command, found));
      case 'declineRenewal':
        return onBinding(state, (found) => declineRenewal(command, found));
      case 'withdrawChange':
        return onBinding(state, (found) => withdrawChange(command, found));
      case 'cancel':
        return onBinding(state, (found) => cancel(command, found));
      case 'changeDetails':
        return changeDetails(command, state);
      case 'raiseCharges':
        return onBinding(state, (found) => raiseCharges(command, found));
      case 'releaseCharges':
        return onBinding(state, (found) => releaseCharges(command, found));
      case 'releaseCredited':
        return onBinding(state, (found) => releaseCredited(command, found));
      case 'waiveCharges':
        return onBinding(state, (found) => waiveCharges(command, found));
      case 'grantCredit':
        return onBinding(state, (found) => grantCredit(command, found));
      case 'withdrawCredit':
        return onBinding(state, (found) => withdrawCredit(command, found));
      default:
        return unreachable(command);
    }
  },
};

function onDraft(
  state: ContractState,
  decide: (contract: DraftContract) => Decision<ContractEvent>,
): Decision<ContractEvent> {
  if (state.status === 'none' || state.status === 'discarded') {
    return reject('CONTRACT_NOT_FOUND', 'There is no such contract.');
  }
  if (state.status !== 'draft') {
    return reject(
      'CONTRACT_NOT_DRAFT',
      `Contract ${state.contractNumber} is ${state.status}; its terms change by amendments from a day on, such as adjust-seats or cancel.`,
    );
  }
  return decide(state);
}

function onBinding(
  state: ContractState,
  decide: (contract: BindingContract) => Decision<ContractEvent>,
): Decision<ContractEvent> {
  if (state.status === 'none' || state.status === 'discarded') {
    return reject('CONTRACT_NOT_FOUND', 'There is no such contract.');
  }
  if (state.status === 'draft') {
    return reject('CONTRACT_NOT_ACTIVE', `Contract ${state.contractNumber} is a draft; activate it first.`);
  }
  return decide(state);
}
