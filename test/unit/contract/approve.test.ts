import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import type { ContractState } from '../../../src/domain/contract/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { Principal } from '../../../src/domain/kernel/principal.ts';
import { drafted, fold, line } from '../../support/contracts.ts';
import { accepted, rejectedWith } from '../../support/decisions.ts';

const SAM: Principal = { kind: 'user', id: 'sam' };
const ADA: Principal = { kind: 'user', id: 'ada' };
const FINN: Principal = { kind: 'user', id: 'finn' };

/** Two steps: an approver, then finance. */
const SUBMIT: CommandOf<'submit'> = {
  kind: 'submit',
  submittedOn: civilDate('2025-12-01'),
  submittedBy: SAM,
  value: '12000.00' as DecimalString,
  discountPercent: '10' as DecimalString,
  steps: ['approver', 'finance'],
  reason: 'Framework',
};

const approve = (by: Principal, ...roles: string[]) => ({ kind: 'approve', by, roles, reason: null }) as const;
const activate = (...approvals: string[]) =>
  ({
    kind: 'activate',
    activatedOn: civilDate('2025-12-15'),
    lines: [line()],
    rounding: 'half_up',
    approvals,
  }) as const;

function following(state: ContractState, ...commands: Parameters<typeof contract.decide>[0][]): ContractState {
  return commands.reduce(
    (current, command) => accepted(contract.decide(command, current)).reduce(contract.evolve, current),
    state,
  );
}

const draft = () => fold(drafted());
const submitted = () => following(draft(), SUBMIT);

describe('approval of a draft', () => {
  test('goes step by step, each by somebody with its role; then the draft can be activated', () => {
    const state = following(submitted(), approve(ADA, 'approver'), approve(FINN, 'finance', 'auditor'));
    expect(state).toMatchObject({
      approval: {
        status: 'approved',
        submittedBy: SAM,
        steps: [
          { role: 'approver', approvedBy: ADA },
          { role: 'finance', approvedBy: FINN },
        ],
      },
    });
    expect(following(state, activate('approver', 'finance'))).toMatchObject({ status: 'active' });
  });

  test('is needed before activation where the policy names somebody', () => {
    expect(rejectedWith(contract.decide(activate('approver'), draft()))).toBe('CONTRACT_APPROVAL_REQUIRED');
    expect(rejectedWith(contract.decide(activate('approver'), submitted()))).toBe('CONTRACT_APPROVAL_REQUIRED');
    // The policy has become stricter since.
    const approved = following(submitted(), approve(ADA, 'approver'), approve(FINN, 'finance'));
    expect(contract.decide(activate('approver', 'admin'), approved)).toMatchObject({
      rejection: { message: expect.stringContaining('by admin') },
    });
    expect(following(draft(), activate())).toMatchObject({ status: 'active' });
  });

  test.each([
    ['by whoever asked for it', approve(SAM, 'approver', 'finance'), 'APPROVAL_OF_YOUR_OWN'],
    ['by a key', approve({ kind: 'key', id: 'k1' }, 'approver'), 'APPROVAL_BY_MACHINE'],
    ['by the system', approve({ kind: 'system', id: 'sweeper' }, 'approver'), 'APPROVAL_BY_MACHINE'],
    ['out of turn', approve(FINN, 'finance'), 'APPROVAL_ROLE_MISSING'],
  ])('is refused %s', (_who, command, code) => {
    expect(rejectedWith(contract.decide(command, submitted()))).toBe(code);
  });

  test('one person does not take two steps', () => {
    const once = following(submitted(), approve(ADA, 'approver', 'finance'));
    expect(accepted(contract.decide(approve(ADA, 'approver', 'finance'), once))).toEqual([]);
    expect(once).toMatchObject({ approval: { status: 'pending' } });
  });

  test('ends when the draft changes: another draft would be active than the one approved', () => {
    const approved = following(submitted(), approve(ADA, 'approver'), approve(FINN, 'finance'));
    const changed = following(approved, { kind: 'reviseDraft', terms: {}, lines: [line({ quantity: 500 })] });
    expect(rejectedWith(contract.decide(activate('approver'), changed))).toBe('CONTRACT_APPROVAL_REQUIRED');
  });

  test('turned down, it can be submitted again', () => {
    const reject = { kind: 'reject', by: ADA, roles: ['approver'], reason: 'Too cheap' } as const;
    const turnedDown = following(submitted(), reject);
    expect(turnedDown).toMatchObject({ approval: { status: 'rejected' } });
    expect(accepted(contract.decide(reject, turnedDown))).toEqual([]);
    expect(rejectedWith(contract.decide(approve(ADA, 'approver'), turnedDown))).toBe('APPROVAL_NOT_PENDING');
    expect(following(turnedDown, SUBMIT)).toMatchObject({ approval: { status: 'pending' } });
  });

  test('submitted twice is submitted once; where nobody is named there is nothing to submit', () => {
    expect(accepted(contract.decide(SUBMIT, submitted()))).toEqual([]);
    expect(rejectedWith(contract.decide({ ...SUBMIT, steps: [] }, draft()))).toBe('APPROVAL_NOT_REQUIRED');
  });
});
