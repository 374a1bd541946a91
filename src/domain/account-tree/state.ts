import { type CivilDate, later } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { AccountTreeEvent, BillTo } from './events.ts';
import { type ByAccount, NO_PLACES, type Places, valueFor, withPlace, withValue } from './places.ts';

export interface BillToSetting {
  readonly billTo: BillTo;
  readonly effectiveOn: CivilDate;
}

export interface AccountTreeState {
  /** Where moved accounts stand now. Who is not in here stands where it was opened. */
  readonly moved: Places;
  /** The day of the latest move: none takes effect before it, since days of places follow each other. */
  readonly lastMovedOn: CivilDate | null;
  /** In the order of their days; of two for one day the later said counts. */
  readonly billTos: ByAccount<readonly BillToSetting[]>;
  /** Account → the one that it was merged into. */
  readonly merged: ByAccount<AccountId>;
  /** Accounts that take none below them any more → the attempt to close them; null where that has failed. */
  readonly shut: ByAccount<number | null>;
}

export const initialAccountTree: AccountTreeState = {
  moved: NO_PLACES,
  lastMovedOn: null,
  billTos: [],
  merged: [],
  shut: [],
};

export function evolveAccountTree(state: AccountTreeState, { type, data }: AccountTreeEvent): AccountTreeState {
  switch (type) {
    case 'AccountMoved':
      return {
        ...state,
        moved: withPlace(state.moved, data.accountId, data.toParentId),
        lastMovedOn: laterOf(state.lastMovedOn, data.movedOn),
      };
    case 'AccountMerged':
      return {
        ...state,
        moved: withPlace(state.moved, data.accountId, data.intoAccountId),
        merged: withValue(state.merged, data.accountId, data.intoAccountId),
        lastMovedOn: laterOf(state.lastMovedOn, data.mergedOn),
      };
    case 'BillToSet': {
      const { accountId, billTo, effectiveOn } = data;
      const settings = withSetting(settingsOf(state, accountId), { billTo, effectiveOn });
      return { ...state, billTos: withValue(state.billTos, accountId, settings) };
    }
    case 'AccountShut':
      return { ...state, shut: withValue<number | null>(state.shut, data.accountId, data.closing) };
    case 'AccountShutWithdrawn':
      return { ...state, shut: withValue<number | null>(state.shut, data.accountId, null) };
    default:
      return unreachable(type);
  }
}

export function withSetting(settings: readonly BillToSetting[], added: BillToSetting): readonly BillToSetting[] {
  const others = settings.filter(({ effectiveOn }) => effectiveOn !== added.effectiveOn);
  return [...others, added].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

export function isShut({ shut }: AccountTreeState, accountId: AccountId): boolean {
  return typeof valueFor(shut, accountId) === 'number';
}

export function settingsOf(state: AccountTreeState, accountId: AccountId): readonly BillToSetting[] {
  return valueFor(state.billTos, accountId) ?? [];
}

/** The account that goes on for this one: itself, unless it was merged. */
export function survivorOf(state: AccountTreeState, accountId: AccountId): AccountId {
  let survivor = accountId;
  for (let next = valueFor(state.merged, survivor); next !== undefined; next = valueFor(state.merged, survivor)) {
    survivor = next; // ends: an account that was merged takes no other one in, so no circle can come to be
  }
  return survivor;
}

function laterOf(a: CivilDate | null, b: CivilDate): CivilDate {
  return a === null ? b : later(a, b);
}
