import { invoice } from '../../domain/invoice/invoice.ts';
import type { AccountId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import type { BillingDeps } from './dependencies.ts';
import { finaliseStarted } from './finalise.ts';
import { startOrHold } from './start-or-hold.ts';
import { createWorkbench } from './workbench.ts';

/** What became of a held document when it was looked at again. */
export type Released =
  /** It is on its way, or is no longer held. */
  | { readonly outcome: 'released' }
  | { readonly outcome: 'held'; readonly debtor: AccountId; readonly waitsForCredit: boolean };

/**
 * Looks at a held document again: when its order fits or its credit is there, it is finalised as its run or its reviewer
 * wanted. Doing it at any time is safe.
 */
export async function releaseHeld(deps: BillingDeps, invoiceId: InvoiceId, provenance: Provenance): Promise<Released> {
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const loaded = await deps.eventStore.load(stream, invoice);
  if (loaded.state.status !== 'held') {
    return { outcome: 'released' };
  }
  const bench = createWorkbench(deps, provenance);
  const { draft } = loaded.state;
  const attempt = step(provenance, 'start', invoiceId, loaded.revision);
  const started = await startOrHold(bench, { invoiceId, draft, loaded }, attempt);
  if (started.outcome === 'rejected' || started.state.status === 'held') {
    const reasons = started.outcome === 'accepted' && started.state.status === 'held' ? started.state.hold.reasons : [];
    return { outcome: 'held', debtor: draft.accountId, waitsForCredit: reasons.some(({ kind }) => kind === 'credit') };
  }
  const document = { invoiceId, loaded: { ...started, commands: new Map() } };
  await finaliseStarted(bench, [document], step(provenance, 'finalise'), 1);
  return { outcome: 'released' };
}
