import { expect, test } from 'vitest';
import { grantRequestOfRow } from '../../../src/api/routes/identity/grant-record.ts';
import type { GrantRequestRow } from '../../../src/projections/identity/queries/rows.ts';
import { TENANT } from '../../support/controls/provenance.ts';

const row: GrantRequestRow = {
  tenant_id: TENANT,
  id: '0190a000-0000-7000-8000-0000000000e1',
  kind: 'fourEyes',
  status: 'open',
  details: { kind: 'fourEyes', before: true, after: false },
  requested_by_kind: 'user',
  requested_by_id: 'oidc:ada',
  responsible_kind: 'user',
  responsible_id: 'oidc:ada',
  reason: 'A small tenant',
  requested_at: '2026-03-01T09:30:00.000Z',
  decided_by_kind: null,
  decided_by_id: null,
  decided_reason: null,
  decided_at: null,
  lapsed_because: null,
  revision: 0,
};

// 30 days of 24 hours after 1 March are 31 March.
test('a request that nobody has decided on is shown as expired from its thirtieth day on', () => {
  const shown = (status: GrantRequestRow['status'], now: string) => grantRequestOfRow({ ...row, status }, now);
  expect(shown('open', '2026-03-31T09:29:59.999Z')).toMatchObject({
    status: 'open',
    expiresAt: '2026-03-31T09:30:00.000Z',
  });
  expect(shown('open', '2026-03-31T09:30:00.000Z').status).toBe('expired');
  expect(shown('rejected', '2026-05-01T00:00:00.000Z').status).toBe('rejected');
});
