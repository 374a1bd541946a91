import type { Approval } from '../../domain/kernel/approval.ts';
import type { ApprovedRow } from './queries/rows.ts';

/** The second person, as columns. */
export function approvedColumns(approval: Approval | null): ApprovedRow {
  return {
    approved_by_kind: approval?.approvedBy.kind ?? null,
    approved_by_id: approval?.approvedBy.id ?? null,
    request_id: approval?.requestId ?? null,
  };
}
