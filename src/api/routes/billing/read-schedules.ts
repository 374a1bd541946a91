import { z } from 'zod';
import { zBillingScheduleId } from '../../../domain/kernel/ids.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { scheduleRows } from '../../../projections/billing/queries/schedules.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { SCHEDULE_STATUSES, scheduleRecord, zSchedule } from './schedule-record.ts';

const scheduleList: ListDeclaration = {
  name: 'billing-schedules',
  idColumn: 's.id',
  fields: {
    status: { column: 's.status', type: 'enum', values: SCHEDULE_STATUSES, sortable: false },
    sellerId: { column: 's.seller_id', type: 'uuid', sortable: false },
    createdAt: { column: 's.created_at', type: 'timestamp' },
  },
};

export const listSchedules = defineRoute({
  method: 'GET',
  url: '/api/billing/schedules',
  permission: 'billing.read',
  summary: 'Schedules of billing runs, the newest first',
  tags: ['Billing'],
  list: scheduleList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zSchedule) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: TenantRead<BillingTables>) => fetchPage(db, scheduleRows(db), query));
    return list(page.rows.map(scheduleRecord), page.paging);
  },
});

export const getSchedule = defineRoute({
  method: 'GET',
  url: '/api/billing/schedules/:id',
  permission: 'billing.read',
  summary: 'One schedule, with its latest run',
  tags: ['Billing'],
  params: z.strictObject({ id: zBillingScheduleId }),
  groups: BILLING_GROUPS,
  response: { 200: zSingle(zSchedule) },
  handler: async ({ params: { id }, read, reply }) => {
    const row = await read(({ db }: TenantRead<BillingTables>) =>
      scheduleRows(db).where('s.id', '=', id).executeTakeFirst(),
    );
    const found = foundOr404(row, `schedule ${id}`);
    setRevision(reply, found.revision);
    return single(scheduleRecord(found));
  },
});
