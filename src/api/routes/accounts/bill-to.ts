import { z } from 'zod';
import { zBillTo } from '../../../domain/account-tree/events.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zList } from '../../envelope.ts';
import { zWireDate } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { accountRow } from './account-book.ts';

export const listBillTos = defineRoute({
  method: 'GET',
  url: '/api/accounts/:id/bill-to',
  permission: 'account.read',
  summary: 'Who gets the documents of new contracts of the account, by the day on which they start',
  description: 'Before the first entry, and when there is none: the account itself.',
  tags: ['Accounts'],
  params: z.strictObject({ id: zAccountId }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(z.strictObject({ effectiveOn: zWireDate, billTo: zBillTo }).meta({ id: 'BillToSetting' })) },
  handler: async ({ params: { id }, read }) => list([...(await accountRow(read, id)).bill_tos]),
});
