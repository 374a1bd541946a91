import { choice, DATE, text, whole } from './cell-kinds.ts';
import { type FileDefinition, optional, type Row, required } from './file-definition.ts';

const columns = {
  contractNumber: required(text(200), 'The contract that changes: in contracts.csv, or there already.', 'C-2026-0007'),
  effectiveOn: required(
    DATE,
    'First day on which the change holds. Of a cancellation: the first day without service.',
    '2026-08-15',
  ),
  kind: required(choice(['adjust_seats', 'cancel']), 'What changes.', 'adjust_seats'),
  quantity: optional(whole(0, 100_000_000), 'Seats from that day on, with `adjust_seats` only.', '140'),
  reason: optional(text(1000), 'Stands in the history of the contract.', 'New team in Hamburg'),
};

export const CHANGES: FileDefinition<typeof columns> = {
  file: 'changes.csv',
  about:
    'Optional. One row for each change of an active contract; those of one contract are made in order of their days.',
  columns,
  key: ['contractNumber', 'effectiveOn', 'kind'],
  faults({ kind, quantity }) {
    const isNeeded = kind === 'adjust_seats';
    if (isNeeded === (quantity !== null)) {
      return [];
    }
    return [{ column: 'quantity', reason: isNeeded ? 'is required with adjust_seats' : 'must be empty with cancel' }];
  },
};

export type ChangeRow = Row<typeof columns>;
