import { z } from 'zod';
import { type Decision, reject } from './decider.ts';
import type { Upcaster } from './events.ts';
import { zUuid } from './ids.ts';
import { isSamePrincipal, type Principal, zPrincipal } from './principal.ts';

/** The second person who let something pass, and the request on which they did. */
export const zApproval = z.strictObject({ requestId: zUuid, approvedBy: zPrincipal });
export type Approval = z.infer<typeof zApproval>;

/** For events from before there were requests: one person was enough. */
export const withoutApproval: Upcaster = (data) => ({ ...(data as object), approval: null });

/** Something that gives power, as far as the rule of four eyes is concerned. */
export interface Empowerment {
  /** Permissions that come on top and that nobody gives alone. */
  readonly adds: readonly string[];
  /** Whether the tenant wants four eyes. */
  readonly fourEyes: boolean;
  readonly by: Principal;
  readonly approval: Approval | null;
}

/**
 * Whoever sits at the machine itself: its command line, or the local user where nobody is asked who they are. There is
 * no second person to ask; the event says by its kind that it was so.
 */
export function isLoneOperator({ kind }: Principal): boolean {
  return kind === 'system' || kind === 'anonymous';
}

/** Why this may not be given like that, or undefined. */
export function fourEyesFault({ adds, fourEyes, by, approval }: Empowerment): Decision<never> | undefined {
  if (approval !== null) {
    return isSamePrincipal(approval.approvedBy, by) ? ownApproval() : undefined;
  }
  return adds.length === 0 || !fourEyes || isLoneOperator(by)
    ? undefined
    : reject('APPROVAL_REQUIRED', `It gives ${listed(adds)}: another administrator has to approve it.`);
}

export function ownApproval(): Decision<never> {
  return reject('APPROVAL_OF_YOUR_OWN', 'Nobody decides on what they have asked for; another administrator may.');
}

const NAMES_MAX = 3;

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return more > 0 ? `${names.slice(0, NAMES_MAX).join(', ')} and ${more} more` : names.join(', ');
}
