import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decider, type Decision, unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { decideBillTo, type SetBillTo } from './bill-to.ts';
import type { AccountTreeEvent } from './events.ts';
import { decideMerge, type MergeAccounts } from './merge.ts';
import { decideMove, type MoveAccount } from './move.ts';
import { valueFor } from './places.ts';
import { type AccountTreeState, evolveAccountTree, initialAccountTree } from './state.ts';

/** The caller has seen, at the revision on which this is decided, that no open account stands below. */
export interface ShutAccount {
  readonly kind: 'shut';
  readonly accountId: AccountId;
  readonly closing: number;
  readonly shutOn: CivilDate;
}

/** Nothing when another attempt has shut it since. */
export interface WithdrawShut {
  readonly kind: 'withdrawShut';
  readonly accountId: AccountId;
  readonly closing: number;
  readonly withdrawnOn: CivilDate;
}

export type AccountTreeCommand = MoveAccount | SetBillTo | MergeAccounts | ShutAccount | WithdrawShut;

/**
 * Who stands above whom in a tenant, in one stream. All is decided on the expected revision of this stream, so of two
 * moves that cross, the second one is decided again and sees the first: no cycle can come to be.
 */
export const accountTree: Decider<AccountTreeState, AccountTreeCommand, AccountTreeEvent> = {
  initialState: initialAccountTree,
  evolve: evolveAccountTree,
  decide(command, state): Decision<AccountTreeEvent> {
    switch (command.kind) {
      case 'move':
        return decideMove(command, state);
      case 'setBillTo':
        return decideBillTo(command, state);
      case 'merge':
        return decideMerge(command, state);
      case 'shut': {
        const { accountId, closing, shutOn } = command;
        return valueFor(state.shut, accountId) === closing
          ? accept()
          : accept({ type: 'AccountShut', data: { accountId, closing, shutOn } });
      }
      case 'withdrawShut': {
        const { accountId, closing, withdrawnOn } = command;
        return valueFor(state.shut, accountId) === closing
          ? accept({ type: 'AccountShutWithdrawn', data: { accountId, closing, withdrawnOn } })
          : accept();
      }
      default:
        return unreachable(command);
    }
  },
};
