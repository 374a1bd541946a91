import type { CreditLineEvent, LineTerms } from './events.ts';

/** Whether `other` was looked up later: after another change of the account, or for a later day. */
function isLater(other: LineTerms, terms: LineTerms): boolean {
  return other.number !== terms.number ? other.number > terms.number : other.on > terms.on;
}

/**
 * Terms travel with every command, since a line is decided on apart from its account. The latest ones count: somebody who
 * read the account earlier changes nothing back.
 */
export function latestTerms(known: LineTerms, offered: LineTerms): LineTerms {
  return isLater(offered, known) ? offered : known;
}

/** Nothing where limit and policy are what they were. */
export function termsChanged(from: LineTerms, to: LineTerms): CreditLineEvent[] {
  return from.limit === to.limit && from.policy === to.policy
    ? []
    : [{ type: 'CreditLineTermsChanged', data: { from, to } }];
}
