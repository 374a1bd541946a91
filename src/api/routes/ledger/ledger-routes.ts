import type { RouteDefinition } from '../../define-route.ts';
import { listLedgerAccounts } from './accounts.ts';
import { getJournalEntry, listJournalEntries } from './entries.ts';
import { listLedgerLines } from './general-ledger.ts';
import { getTrialBalance } from './trial-balance.ts';

/** The books, read only: entries come from events, never from a request. */
export const ledgerRoutes: readonly RouteDefinition[] = [
  listLedgerAccounts,
  listLedgerLines,
  getTrialBalance,
  listJournalEntries,
  getJournalEntry,
];
