import { derivedId } from '../../application/derived-ids.ts';
import { OPENING_POLICY } from '../../domain/ledger/context.ts';
import { contractNetsOf, netsAfter } from '../../domain/ledger/contract-nets.ts';
import { type PostingCategory, post } from '../../domain/ledger/post.ts';
import { applyProjection, type Coverage } from '../runner/apply-projection.ts';
import { Drafts } from './drafts.ts';
import { IssuedEntries } from './issued-entries.ts';
import { type EntryToWrite, writeEntries } from './write-entries.ts';

/** All categories that can post must stand here. An event that is ignored posts nothing and changes no context. */
const COVERED = {
  invoice: {
    InvoiceOpened: 'ignored',
    InvoiceDrafted: 'applied',
    InvoiceFoundEmpty: 'ignored',
    InvoiceDiscarded: 'applied',
    InvoiceHeld: 'ignored',
    InvoiceFinalisationStarted: 'ignored',
    InvoiceFinalised: 'applied',
    SummaryIssued: 'ignored',
    InvoiceVoided: 'applied',
    CreditOpened: 'ignored',
    InvoiceCredited: 'ignored',
    InvoiceCreditWithdrawn: 'ignored',
    CreditSettled: 'ignored',
    RebillRequested: 'ignored',
    InvoiceRelated: 'ignored',
    RebillEnded: 'ignored',
    DraftLinesChanged: 'applied',
    DraftLinesSettled: 'ignored',
    PaymentApplied: 'applied',
    PaymentUnapplied: 'applied',
    PaymentRefused: 'ignored',
  },
  payment: {
    PaymentRecorded: 'applied',
    AllocationStarted: 'ignored',
    AllocationSettled: 'ignored',
    AllocationWithdrawn: 'ignored',
    AllocationUndoStarted: 'ignored',
    AllocationUndone: 'ignored',
    PaymentReversalStarted: 'ignored',
    PaymentReversed: 'applied',
    PaymentRefunded: 'applied',
  },
} as const satisfies Coverage & Readonly<Record<PostingCategory, object>>;

/** What asks for a draft that was kept. */
const ENDS_OR_CHANGES: ReadonlySet<string> = new Set(['InvoiceFinalised', 'InvoiceDiscarded', 'DraftLinesChanged']);

/** The journal: what domain/ledger posts for each event, in log order. */
export const journal = applyProjection({
  name: 'journal',
  on: COVERED,
  async apply(events, tx) {
    const ends = events.filter(({ event }) => ENDS_OR_CHANGES.has(event.type));
    const drafts = await Drafts.load(
      ends.map(({ stream }) => stream),
      tx,
    );
    const issued = await IssuedEntries.load(
      events.flatMap(({ stream, event }) => (event.type === 'InvoiceVoided' ? [stream] : [])),
      tx,
    );
    const entries: EntryToWrite[] = [];
    for (const fact of events) {
      const { stream, event, metadata } = fact;
      if (event.type === 'InvoiceDrafted') {
        drafts.keep(stream, contractNetsOf(event.data));
        continue;
      }
      if (event.type === 'DraftLinesChanged') {
        drafts.keep(stream, netsAfter(drafts.peek(stream), event.data));
        continue;
      }
      const posted = post(
        { ...fact, event },
        {
          // Mappings and closed periods will be folded here, from their events, as drafts are.
          ...OPENING_POLICY,
          contractNets: drafts.take(stream),
          issued: issued.of(stream),
          entryId: (number) => derivedId('journal entry', fact.id, number),
        },
      );
      if (event.type === 'InvoiceFinalised') {
        issued.note(stream, posted);
      }
      for (const entry of posted) {
        entries.push({ tenantId: stream.tenantId, recordedAt: metadata.recordedAt, entry });
      }
    }
    await drafts.write(tx);
    await writeEntries(entries, tx);
  },
});
