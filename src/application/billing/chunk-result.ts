import type { RunDocument, RunException } from '../../domain/billing-run/events.ts';
import type { ChunkResult } from '../../domain/billing-run/state.ts';
import type { GroupResult, ReachedDocument } from './documents.ts';

/** What the groups of a chunk came to, with their documents as far as they got. */
export function chunkResult(results: readonly GroupResult[], documents: readonly ReachedDocument[]): ChunkResult {
  return {
    documents: documents.flatMap(runDocument),
    nothingDue: results.reduce((count, each) => count + each.nothingDue, 0),
    exceptions: [...results.flatMap((each) => each.exceptions), ...documents.flatMap(exceptionsOf)],
  };
}

/** A document that came to nothing is none of the run's. */
function runDocument({ invoiceId, loaded: { state } }: ReachedDocument): RunDocument[] {
  switch (state.status) {
    case 'draft':
    case 'held':
    case 'finalising':
    case 'finalised': {
      const { documentType, currency, total } = state.draft;
      return [{ invoiceId, documentType, status: state.status, currency, total }];
    }
    default:
      return [];
  }
}

/** Past the point of no return a document only goes forward: the sweeper goes on trying, and the run says so. */
function exceptionsOf({ invoiceId, loaded: { state }, fault }: ReachedDocument): RunException[] {
  if (fault === undefined || state.status !== 'finalising') {
    return [];
  }
  const message = `Document ${invoiceId} has its number and waits for its end, which is tried again by itself: ${fault.message}`;
  return state.draft.members.flatMap(({ contractId, outcome }) =>
    outcome === 'claimed' ? [{ contractId, code: 'FINALISATION_FAULT', message: message.slice(0, 1000) }] : [],
  );
}
