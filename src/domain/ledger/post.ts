import type { Category, EventOfCategory } from '../categories.ts';
import { unreachable } from '../kernel/decider.ts';
import { zInvoiceId } from '../kernel/ids.ts';
import type { PostingContext } from './context.ts';
import type { JournalEntry } from './entry.ts';
import { postApplied, postUnapplied } from './post-allocation.ts';
import { postDocument } from './post-document.ts';
import { postReceived, postRefunded, postReversed } from './post-payment.ts';
import { postVoid } from './post-void.ts';

/** Every category says whether its events can post: one that does not stand here does not compile. */
const CATEGORY_POSTS = {
  tenant: 'posts nothing',
  apiKey: 'posts nothing',
  roleAssignments: 'posts nothing',
  grantRequest: 'posts nothing',
  seller: 'posts nothing',
  account: 'posts nothing',
  accountTree: 'posts nothing',
  naturalKey: 'posts nothing',
  product: 'posts nothing',
  priceBook: 'posts nothing',
  contract: 'posts nothing',
  purchaseOrder: 'posts nothing',
  creditLine: 'posts nothing',
  billingRun: 'posts nothing',
  billingSchedule: 'posts nothing',
  invoice: 'posts',
  numbering: 'posts nothing',
  payment: 'posts',
} as const satisfies Readonly<Record<Category, 'posts' | 'posts nothing'>>;

/** Categories of which at least one event posts. */
export type PostingCategory = {
  [C in Category]: (typeof CATEGORY_POSTS)[C] extends 'posts' ? C : never;
}[Category];

/** Events of the categories that can post. */
export type PostableEvent = { [C in PostingCategory]: EventOfCategory<C> }[PostingCategory];

/** An event with its place in the log. */
export interface RecordedFact {
  readonly id: string;
  readonly stream: { readonly category: string; readonly id: string };
  readonly revision: number;
  readonly position: bigint;
  readonly event: PostableEvent;
}

/**
 * The entries that an event makes, all balanced; none for most events. Pure: the same event and context always give the
 * same entries, so the books can be built again from the log. Throws when an event contradicts itself.
 */
export function post(fact: RecordedFact, context: PostingContext): JournalEntry[] {
  const { event, stream, id: eventId, revision, position } = fact;
  const source = { eventId, category: stream.category, streamId: stream.id, revision, position };
  switch (event.type) {
    case 'InvoiceFinalised':
      return postDocument(event.data, zInvoiceId.parse(stream.id), source, context);
    case 'InvoiceVoided':
      return postVoid(event.data, source, context);
    case 'PaymentRecorded':
      return postReceived(event.data, source, context);
    case 'PaymentApplied':
      return postApplied(event.data, zInvoiceId.parse(stream.id), source, context);
    case 'PaymentUnapplied':
      return postUnapplied(event.data, zInvoiceId.parse(stream.id), source, context);
    case 'PaymentRefunded':
      return postRefunded(event.data, source, context);
    case 'PaymentReversed':
      return postReversed(event.data, source, context);
    // Money that is set aside is posted when the invoice has taken it.
    case 'AllocationStarted':
    case 'AllocationSettled':
    case 'AllocationWithdrawn':
    case 'AllocationUndoStarted':
    case 'AllocationUndone':
    case 'PaymentReversalStarted':
    case 'PaymentRefused':
    // Drafts are no claims yet: nothing is owed before the document is final.
    case 'InvoiceOpened':
    case 'InvoiceDrafted':
    case 'InvoiceFoundEmpty':
    case 'InvoiceDiscarded':
    case 'InvoiceHeld':
    case 'InvoiceFinalisationStarted':
    // A summary shows documents that have posted themselves.
    case 'SummaryIssued':
    // What a credit note by hand takes back posts with that note.
    case 'CreditOpened':
    case 'InvoiceCredited':
    case 'InvoiceCreditWithdrawn':
    case 'CreditSettled':
    case 'RebillRequested':
    case 'InvoiceRelated':
    case 'RebillEnded':
    case 'DraftLinesChanged':
    case 'DraftLinesSettled':
      return [];
    default:
      return unreachable(event);
  }
}
