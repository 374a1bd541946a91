import { roleRules } from '../../../src/identity/role-rules.ts';

/** The table as it is, in a tenant that wants a second person, and in one that does not. */
export const FOUR_EYES = roleRules({ changes: new Map(), fourEyes: true });
export const TWO_EYES = roleRules({ changes: new Map(), fourEyes: false });
