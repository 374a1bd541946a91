import { accept, type Decision, reject as refuse } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
import type { CommandOf } from './commands.ts';
import type { ContractEvent } from './events.ts';
import type { Approval, DraftContract } from './state.ts';

/** Lays a draft before those who must approve it. */
export function submit(command: CommandOf<'submit'>, state: DraftContract): Decision<ContractEvent> {
  if (state.approval !== null && state.approval.status !== 'rejected') {
    return accept(); // it is under way, or done
  }
  const { kind: _, steps, ...submission } = command;
  return steps.length === 0
    ? refuse('APPROVAL_NOT_REQUIRED', `Contract ${state.contractNumber} needs nobody's approval; activate it.`)
    : accept({ type: 'ContractSubmitted', data: { ...submission, steps: [...steps] } });
}

/** Approves the step that is next. Nobody approves their own request or two steps, and no machine approves at all. */
export function approve(command: CommandOf<'approve'>, state: DraftContract): Decision<ContractEvent> {
  const { by, roles, reason } = command;
  if (state.approval?.steps.some(({ approvedBy }) => approvedBy !== null && isSamePrincipal(approvedBy, by)) === true) {
    return accept(); // this person has approved already
  }
  const next = nextStep(state, by, roles);
  return 'outcome' in next ? next : accept({ type: 'ContractApproved', data: { ...next, approvedBy: by, reason } });
}

/** Turns the request down. The draft can be changed and submitted again. */
export function reject(command: CommandOf<'reject'>, state: DraftContract): Decision<ContractEvent> {
  if (state.approval?.status === 'rejected') {
    return accept();
  }
  const next = nextStep(state, command.by, command.roles);
  return 'outcome' in next
    ? next
    : accept({ type: 'ContractRejected', data: { ...next, rejectedBy: command.by, reason: command.reason } });
}

function nextStep(
  { contractNumber, approval }: DraftContract,
  by: Principal,
  roles: readonly string[],
): { readonly step: number; readonly role: string } | Decision<never> {
  if (approval === null || approval.status !== 'pending') {
    return refuse('APPROVAL_NOT_PENDING', `Contract ${contractNumber} waits for no approval; submit it first.`);
  }
  const index = approval.steps.findIndex(({ approvedBy }) => approvedBy === null);
  const role = approval.steps[index]?.role;
  if (role === undefined) {
    throw new Error('A pending approval has a step that is open');
  }
  return personFault(approval, by) ?? roleFault(role, roles) ?? { step: index + 1, role };
}

function personFault({ submittedBy }: Approval, by: Principal): Decision<never> | undefined {
  if (by.kind === 'key' || by.kind === 'system') {
    return refuse('APPROVAL_BY_MACHINE', 'A person answers for an approval; a key or a schedule cannot give it.');
  }
  return isSamePrincipal(submittedBy, by)
    ? refuse('APPROVAL_OF_YOUR_OWN', 'Nobody approves their own request; ask somebody else with the role.')
    : undefined;
}

function roleFault(role: string, roles: readonly string[]): Decision<never> | undefined {
  return roles.includes(role)
    ? undefined
    : refuse('APPROVAL_ROLE_MISSING', `This step is decided by somebody with the role ${role}.`);
}

/** Why a draft cannot be activated yet, or undefined. */
export function approvalFault(
  { contractNumber, approval }: DraftContract,
  required: readonly string[],
): Decision<never> | undefined {
  const given = approval?.status === 'approved' ? approval.steps.map(({ role }) => role) : [];
  const missing = required.filter((role) => !given.includes(role));
  if (missing.length === 0) {
    return undefined;
  }
  const what = approval?.status === 'pending' ? 'waits for approval' : 'must be approved: submit it';
  return refuse('CONTRACT_APPROVAL_REQUIRED', `Contract ${contractNumber} ${what}, by ${missing.join(', then ')}.`);
}
