import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import type { ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { BillingDeps } from '../billing/dependencies.ts';
import type { Provenance } from '../ports/event-store.ts';
import { invoiceStream } from '../streams.ts';
import { mustOnDocument } from './on-document.ts';
import { tellContracts } from './told-contracts.ts';

/** Tells the contracts what became of charges whose lines went off a draft; what they know already they are told for nothing. */
export async function settleLines(deps: BillingDeps, invoiceId: InvoiceId, whole: Provenance): Promise<void> {
  const { eventStore } = deps;
  const provenance = { ...whole, commandId: invoiceId };
  const events = await eventStore.read(invoiceStream(whole.tenantId, invoiceId));
  const settledAt = events.findLastIndex(({ event }) => event.type === 'DraftLinesSettled');
  const open = events.slice(settledAt + 1).flatMap(({ event, revision }) => {
    const told = event as InvoiceEvent; // checked by the codec
    return told.type === 'DraftLinesChanged' ? [{ change: told.data, revision }] : [];
  });
  const last = open.at(-1)?.revision;
  const charges = open.flatMap(({ change }) => change.removed).filter(({ line }) => line.chargeId !== null);
  for (const how of ['waived', 'released'] as const) {
    const commands = commandsFor(
      invoiceId,
      charges.filter((each) => each.how === how),
      how,
      open[0]?.change.reason ?? '',
    );
    const refusal = await tellContracts(eventStore, commands, provenance, `${how} ${last}`);
    if (refusal !== null) {
      throw new Error(`The contracts of document ${invoiceId} were not told: ${refusal.message}`);
    }
  }
  if (charges.length > 0) {
    await mustOnDocument(eventStore, invoiceId, { kind: 'settleLines' }, provenance, String(last));
  }
}

type Removed = Extract<InvoiceEvent, { type: 'DraftLinesChanged' }>['data']['removed'][number];

function commandsFor(
  invoiceId: InvoiceId,
  removed: readonly Removed[],
  how: 'waived' | 'released',
  reason: string,
): Map<ContractId, ContractCommand> {
  const charges = new Map<ContractId, string[]>();
  for (const { line } of removed) {
    if (line.contractId !== null && line.chargeId !== null) {
      charges.set(line.contractId, [...(charges.get(line.contractId) ?? []), line.chargeId]);
    }
  }
  return new Map(
    [...charges].map(([contractId, chargeIds]) => [
      contractId,
      { kind: how === 'waived' ? 'waiveCharges' : 'releaseCharges', invoiceId, chargeIds, reason },
    ]),
  );
}
