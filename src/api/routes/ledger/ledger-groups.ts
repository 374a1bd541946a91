/** Projection groups that the books are read from. */
export const LEDGER_GROUPS = ['books'] as const;
