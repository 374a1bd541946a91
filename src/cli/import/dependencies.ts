import { derivedId } from '../../application/derived-ids.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import type { Vault } from '../../application/ports/vault.ts';
import type { SellerId, TenantId } from '../../domain/kernel/ids.ts';

/** What the import works with, and for whom. */
export interface ImportDeps {
  readonly eventStore: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly tenantId: TenantId;
  readonly sellerId: SellerId;
  /** One for the whole import, on every event that it causes. */
  readonly correlationId: string;
  /** The line of a row of this import that was refused, by file and key: what refers to it is told so. */
  readonly refusedLine: (file: string, key: string) => number | undefined;
}

export type ImportedKind = 'account' | 'product' | 'contract' | 'change';

/** The command of a row, the same in every import: a row that is there already is met, not made a second time. */
export function importedId({ tenantId }: Pick<ImportDeps, 'tenantId'>, kind: ImportedKind, ...key: string[]): string {
  return derivedId('import', tenantId, kind, ...key);
}

export function importProvenance(deps: ImportDeps, commandId: string): Provenance {
  const { tenantId, clock, correlationId } = deps;
  return {
    tenantId,
    actor: { kind: 'system', id: 'import' },
    commandId,
    correlationId,
    causationId: correlationId,
    recordedAt: clock.now(),
  };
}
