import type { CommandOf } from '../../domain/contract/commands.ts';
import type { ContractSplit } from '../../domain/contract/events.ts';
import { splitOn } from '../../domain/contract/split.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { Amendment } from './amendment.ts';
import type { Contract } from './existing-contract.ts';

type AmendmentOf<Kind extends Amendment['kind']> = Extract<Amendment, { kind: Kind }>;

/** The split with one account more, or with another part for it: those of the others stay as they are on that day. */
export function shareCommand(
  state: Contract,
  { accountId, seats, percent, method, invoicing, effectiveOn, reason }: AmendmentOf<'share'>,
  today: CivilDate,
): CommandOf<'agreeSplit'> {
  const day = effectiveOn ?? today;
  const current = currentSplit(state, day);
  const others = (current?.shares ?? []).filter((share) => share.accountId !== accountId);
  const split: ContractSplit = {
    method: method ?? current?.method ?? methodOf(seats, percent),
    invoicing: invoicing ?? current?.invoicing ?? 'one',
    shares: [...others, { accountId, seats, percent }],
  };
  return { kind: 'agreeSplit', effectiveOn: day, split, reason };
}

/** The split without an account; after the last one the buyer bears all of it. */
export function stopSharingCommand(
  state: Contract,
  { accountId, effectiveOn, reason }: AmendmentOf<'stopSharing'>,
  today: CivilDate,
): CommandOf<'agreeSplit'> | { readonly rejection: Rejection } {
  const day = effectiveOn ?? today;
  const current = currentSplit(state, day);
  const shares = (current?.shares ?? []).filter((share) => share.accountId !== accountId);
  if (current === null || shares.length === current.shares.length) {
    const message = `Contract ${state.contractNumber} is not shared with account ${accountId} on ${day}.`;
    return { rejection: { code: 'SHARE_NOT_FOUND', message } };
  }
  const split = shares.length === 0 ? null : { ...current, shares };
  return { kind: 'agreeSplit', effectiveOn: day, split, reason };
}

function currentSplit(state: Contract, day: CivilDate): ContractSplit | null {
  return state.status === 'active' || state.status === 'cancelled' ? splitOn(state, day) : null;
}

/** What is given says how it is meant. */
function methodOf(seats: number | null, percent: string | null): ContractSplit['method'] {
  if (percent !== null) {
    return 'percentage';
  }
  return seats === null ? 'equally' : 'allocation';
}
