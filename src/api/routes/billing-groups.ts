/** Projection groups that documents and runs are read from, and that show what billing's commands change. */
export const BILLING_GROUPS = ['billing'] as const;
