import { type Approval, ownApproval } from '../kernel/approval.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { isSamePrincipal, type Principal } from '../kernel/principal.ts';
import type { TenantEvent } from './events.ts';
import type { Tenant } from './state.ts';

export interface ChangeSettings {
  readonly kind: 'changeSettings';
  /** What is left out stays. */
  readonly name?: string | undefined;
  readonly accountTreeDepthMax?: number | undefined;
  readonly by: Principal;
  readonly reason: string;
}

export interface ChangeFourEyes {
  readonly kind: 'changeFourEyes';
  readonly on: boolean;
  readonly by: Principal;
  readonly reason: string;
  readonly approval: Approval | null;
}

/** A fact for each setting that differs. */
export function changeSettings(command: ChangeSettings, state: Tenant): Decision<TenantEvent> {
  const { by, reason, name, accountTreeDepthMax } = command;
  const events: TenantEvent[] = [];
  if (name !== undefined && name !== state.name) {
    events.push({ type: 'TenantRenamed', data: { before: state.name, after: name, changedBy: by, reason } });
  }
  const before = state.accountTreeDepthMax;
  if (accountTreeDepthMax !== undefined && accountTreeDepthMax !== before) {
    const data = { before, after: accountTreeDepthMax, changedBy: by, reason };
    events.push({ type: 'AccountTreeDepthChanged', data });
  }
  return accept(...events);
}

/**
 * Switching on is anybody's who manages identities. Switching off takes two people whoever asks, the machine's own
 * operator included: else the rule would hold only as long as one of them wants it.
 */
export function changeFourEyes(command: ChangeFourEyes, state: Tenant): Decision<TenantEvent> {
  const { on, by, reason, approval } = command;
  if (on === state.fourEyes) {
    return accept();
  }
  if (!on && approval === null) {
    return reject('APPROVAL_REQUIRED', 'Giving up four eyes takes four eyes: another administrator has to approve it.');
  }
  if (approval !== null && isSamePrincipal(approval.approvedBy, by)) {
    return ownApproval();
  }
  return accept({
    type: 'FourEyesChanged',
    data: { before: state.fourEyes, after: on, changedBy: by, reason, approval },
  });
}
