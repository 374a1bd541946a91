import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { Principal } from '../kernel/principal.ts';
import type { ApiKeyEvent } from './events.ts';

export type ApiKeyIssue = Extract<ApiKeyEvent, { type: 'ApiKeyIssued' }>['data'];

export interface ApiKey extends ApiKeyIssue {
  readonly status: 'active' | 'revoked';
  /** The secret before the last rotation. */
  readonly previous: { readonly prefix: string; readonly hash: string; readonly until: string } | null;
}

export type ApiKeyState = { readonly status: 'none' } | ApiKey;

export type ApiKeyCommand =
  | { readonly kind: 'issue'; readonly key: ApiKeyIssue; readonly now: string }
  | {
      readonly kind: 'rotate';
      readonly prefix: string;
      readonly hash: string;
      /** Until when the secret of today still works; not before `now`. */
      readonly overlapUntil: string;
      readonly by: Principal;
      readonly now: string;
    }
  | { readonly kind: 'revoke'; readonly by: Principal; readonly reason: string };

/** The one role whose whole point is a person's judgement. */
const ROLE_OF_PEOPLE = 'approver';

/** A machine's way in: issued, rotated, revoked. */
export const apiKey: Decider<ApiKeyState, ApiKeyCommand, ApiKeyEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'ApiKeyIssued') {
      return { status: 'active', ...event.data, previous: null };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen to a key that was never issued`);
    }
    switch (event.type) {
      case 'ApiKeyRotated': {
        const { prefix, hash, overlapUntil } = event.data;
        return { ...state, prefix, hash, previous: { prefix: state.prefix, hash: state.hash, until: overlapUntil } };
      }
      case 'ApiKeyRevoked':
        return { ...state, status: 'revoked' };
      default:
        return unreachable(event);
    }
  },

  decide(command, state) {
    if (command.kind === 'issue') {
      return state.status === 'none'
        ? issue(command.key, command.now)
        : reject('API_KEY_EXISTS', `The key ${state.name} was issued already.`);
    }
    if (state.status === 'none') {
      return reject('API_KEY_NOT_FOUND', 'There is no such key.');
    }
    switch (command.kind) {
      case 'rotate':
        return rotate(command, state);
      case 'revoke':
        return state.status === 'revoked'
          ? accept()
          : accept({ type: 'ApiKeyRevoked', data: { revokedBy: command.by, reason: command.reason } });
      default:
        return unreachable(command);
    }
  },
};

function issue(key: ApiKeyIssue, now: string): Decision<ApiKeyEvent> {
  if (key.roles.includes(ROLE_OF_PEOPLE)) {
    return reject('API_KEY_CANNOT_APPROVE', 'A machine key cannot approve; grant that role to a person.', {
      roles: 'must not hold approver',
    });
  }
  if (key.expiresAt !== null && key.expiresAt <= now) {
    return reject('API_KEY_EXPIRY_PAST', 'The key would have expired before it is issued.', {
      expiresAt: 'must be in the future',
    });
  }
  return accept({ type: 'ApiKeyIssued', data: key });
}

function rotate(command: Extract<ApiKeyCommand, { kind: 'rotate' }>, state: ApiKey): Decision<ApiKeyEvent> {
  if (state.status === 'revoked') {
    return reject('API_KEY_REVOKED', `The key ${state.name} is revoked; issue a new one.`);
  }
  if (state.expiresAt !== null && state.expiresAt <= command.now) {
    return reject('API_KEY_EXPIRED', `The key ${state.name} has expired; issue a new one.`);
  }
  const { prefix, hash, overlapUntil, by } = command;
  return accept({ type: 'ApiKeyRotated', data: { prefix, hash, overlapUntil, rotatedBy: by } });
}
