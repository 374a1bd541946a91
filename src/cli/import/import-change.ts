import { amendContract } from '../../application/contracts/amend-contract.ts';
import type { Amendment } from '../../application/contracts/amendment.ts';
import type { ContractOutcome } from '../../application/contracts/existing-contract.ts';
import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { contractStream } from '../../application/streams.ts';
import { addDays } from '../../domain/kernel/calendar.ts';
import type { ContractId } from '../../domain/kernel/ids.ts';
import type { ChangeRow } from './changes-file.ts';
import { CONTRACTS } from './contracts-file.ts';
import { type ImportDeps, importedId, importProvenance } from './dependencies.ts';
import { findContract } from './find-record.ts';
import { compareRow, missing, type RowOutcome, refusedBy } from './row-outcome.ts';

const COLUMN_OF = { lastServiceDay: 'effectiveOn' };

/** Makes the change of a row, once: its command id stands on the contract afterwards. */
export async function importChange(deps: ImportDeps, row: ChangeRow): Promise<RowOutcome> {
  const { contractNumber, effectiveOn, kind } = row.values;
  const found = await findContract(deps, contractNumber);
  if (found === undefined) {
    return [
      missing(deps, row, { column: 'contractNumber', what: 'contract', key: contractNumber, file: CONTRACTS.file }),
    ];
  }
  const { contractId } = found.state;
  const commandId = importedId(deps, 'change', contractNumber, effectiveOn, kind);
  const revision = found.commands.get(commandId);
  if (revision !== undefined) {
    const [made] = await deps.eventStore.read(contractStream(deps.tenantId, contractId), revision, 1);
    return compareChange(row, made);
  }
  const outcome = await change(deps, row, contractId, commandId);
  if (outcome.outcome === 'rejected') {
    return refusedBy(outcome.rejection, row, COLUMN_OF);
  }
  return outcome.events.length === 0 ? 'unchanged' : 'added';
}

function change(
  deps: ImportDeps,
  { values }: ChangeRow,
  contractId: ContractId,
  commandId: string,
): Promise<ContractOutcome> {
  const { kind, effectiveOn, quantity, reason } = values;
  const amendment: Amendment =
    kind === 'cancel' || quantity === null
      ? {
          kind: 'cancel',
          lastServiceDay: addDays(effectiveOn, -1),
          atTermEnd: false,
          creditUnusedDays: null,
          fee: null,
          reason,
        }
      : { kind: 'adjustSeats', lineId: null, effectiveOn, quantity, reason };
  const input = { contractId, amendment, expectedRevision: undefined };
  return amendContract(deps, input, importProvenance(deps, commandId));
}

function compareChange(row: ChangeRow, made: RecordedEvent | undefined): RowOutcome {
  const there = (made?.event.data ?? {}) as { readonly to?: number; readonly reason?: string | null }; // SeatsAdjusted or ContractCancelled
  return compareRow(row, [
    { column: 'quantity', wanted: row.values.quantity, there: there.to ?? null },
    { column: 'reason', wanted: row.values.reason, there: there.reason ?? null },
  ]);
}
