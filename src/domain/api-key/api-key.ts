import { type Approval, fourEyesFault } from '../kernel/approval.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { Principal } from '../kernel/principal.ts';
import type { RoleRules } from '../kernel/role-rules.ts';
import type { ApiKeyEvent } from './events.ts';

export type ApiKeyIssue = Extract<ApiKeyEvent, { type: 'ApiKeyIssued' }>['data'];

export interface ApiKey extends ApiKeyIssue {
  readonly status: 'active' | 'revoked';
  /** The secret before the last rotation. */
  readonly previous: { readonly prefix: string; readonly hash: string; readonly until: string } | null;
}

export type ApiKeyState = { readonly status: 'none' } | ApiKey;

export type ApiKeyCommand =
  | { readonly kind: 'issue'; readonly key: ApiKeyIssue; readonly now: string; readonly rules: RoleRules }
  | {
      readonly kind: 'rotate';
      readonly prefix: string;
      readonly hash: string;
      /** Until when the secret of today still works; not before `now`. */
      readonly overlapUntil: string;
      readonly by: Principal;
      readonly now: string;
      readonly approval: Approval | null;
      readonly rules: RoleRules;
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
        ? issue(command)
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

function issue({ key, now, rules }: Extract<ApiKeyCommand, { kind: 'issue' }>): Decision<ApiKeyEvent> {
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
  const rejection = rules.rolesFault(key.roles);
  if (rejection !== undefined) {
    return { outcome: 'rejected', rejection };
  }
  return powerFault(key, key.createdBy, key.approval, rules) ?? accept({ type: 'ApiKeyIssued', data: key });
}

/** Whoever is shown a secret can do what its key may: a key's power is given with each new secret. */
function powerFault(
  { roles, scopes }: Pick<ApiKeyIssue, 'roles' | 'scopes'>,
  by: Principal,
  approval: Approval | null,
  rules: RoleRules,
): Decision<never> | undefined {
  return fourEyesFault({ adds: rules.powersOfKey(roles, scopes), fourEyes: rules.fourEyes, by, approval });
}

function rotate(command: Extract<ApiKeyCommand, { kind: 'rotate' }>, state: ApiKey): Decision<ApiKeyEvent> {
  if (state.status === 'revoked') {
    return reject('API_KEY_REVOKED', `The key ${state.name} is revoked; issue a new one.`);
  }
  if (state.expiresAt !== null && state.expiresAt <= command.now) {
    return reject('API_KEY_EXPIRED', `The key ${state.name} has expired; issue a new one.`);
  }
  const { prefix, hash, overlapUntil, by, approval, rules } = command;
  return (
    powerFault(state, by, approval, rules) ??
    accept({ type: 'ApiKeyRotated', data: { prefix, hash, overlapUntil, rotatedBy: by, approval } })
  );
}
