import { accept, type Decider, reject, unreachable } from '../kernel/decider.ts';
import type { NaturalKeyEvent, NaturalKeyKind } from './events.ts';

/** Who has the key now. A key that was released is as free as one that was never taken. */
export interface NaturalKeyState {
  readonly owner: string | null;
}

interface Claimed {
  readonly naturalKey: NaturalKeyKind;
  readonly key: string;
  /** Id of the record that is to have the key. */
  readonly owner: string;
}

export type NaturalKeyCommand =
  | ({ readonly kind: 'reserve' } & Claimed)
  | ({ readonly kind: 'release' } & Claimed)
  /** From an owner that never came to be to another one, in one step. */
  | ({ readonly kind: 'transfer'; readonly from: string } & Claimed);

/** One key of one kind: reserved by one owner at a time. */
export const naturalKey: Decider<NaturalKeyState, NaturalKeyCommand, NaturalKeyEvent> = {
  initialState: { owner: null },

  evolve(_state, event) {
    switch (event.type) {
      case 'NaturalKeyReserved':
        return { owner: event.data.owner };
      case 'NaturalKeyReleased':
        return { owner: null };
      default:
        return unreachable(event);
    }
  },

  decide(command, state) {
    const { naturalKey: kind, key, owner } = command;
    switch (command.kind) {
      case 'reserve':
        if (state.owner === owner) {
          return accept();
        }
        return state.owner === null
          ? accept({ type: 'NaturalKeyReserved', data: { kind, key, owner } })
          : reject('NATURAL_KEY_TAKEN', `The ${kind} ${key} is taken.`);
      case 'release':
        // Whoever does not have it has nothing to give back: a late repetition must not take it from the next owner.
        return state.owner === owner ? accept({ type: 'NaturalKeyReleased', data: { kind, key, owner } }) : accept();
      case 'transfer':
        if (state.owner === owner) {
          return accept();
        }
        if (state.owner === null) {
          return accept({ type: 'NaturalKeyReserved', data: { kind, key, owner } });
        }
        return state.owner === command.from
          ? accept(
              { type: 'NaturalKeyReleased', data: { kind, key, owner: command.from } },
              { type: 'NaturalKeyReserved', data: { kind, key, owner } },
            )
          : reject('NATURAL_KEY_TAKEN', `The ${kind} ${key} is taken.`);
      default:
        return unreachable(command);
    }
  },
};
