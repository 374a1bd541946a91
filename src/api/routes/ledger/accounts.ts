import { CHART } from '../../../domain/ledger/chart.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zList } from '../../envelope.ts';
import { accountRecord, zLedgerAccount } from './account-record.ts';

export const listLedgerAccounts = defineRoute({
  method: 'GET',
  url: '/api/ledger/accounts',
  permission: 'ledger.read',
  summary: 'The chart of accounts',
  tags: ['Ledger'],
  response: { 200: zList(zLedgerAccount) },
  handler: async () => list(CHART.map(accountRecord)),
});
