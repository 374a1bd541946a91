import type { RunGroup } from '../../domain/billing-run/events.ts';
import type { ChunkResult } from '../../domain/billing-run/state.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { invoiceStream } from '../streams.ts';
import { chunkResult } from './chunk-result.ts';
import type { BillingDeps } from './dependencies.ts';
import { documentId, type ReachedDocument } from './documents.ts';
import type { GroupContext } from './group-context.ts';
import { ownDocumentsOf } from './own-documents.ts';

/**
 * What had been made of a chunk when its run was cancelled: its documents as they are. Nothing more is claimed; claims that
 * no document lists are found by the sweeper and go back.
 */
export async function settleChunk(context: GroupContext, groups: readonly RunGroup[]): Promise<ChunkResult> {
  const documents: ReachedDocument[] = [];
  for (const group of groups) {
    documents.push(...(await documentsOf(context, group)));
  }
  return chunkResult([{ documents, nothingDue: 0, exceptions: [] }], documents);
}

async function documentsOf(context: GroupContext, group: RunGroup): Promise<ReachedDocument[]> {
  const { deps, run, provenance } = context;
  const found: ReachedDocument[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const document = await reachedDocument(deps, provenance.tenantId, documentId(run, group.groupId, attempt));
    if (document === undefined) {
      break;
    }
    found.push(document);
  }
  if (found.length > 0) {
    for (const [contractId, bearers] of await ownDocumentsOf(context, { ...group, bearer: null })) {
      for (const bearer of bearers) {
        const id = documentId(run, `${group.groupId}.${contractId}.${bearer}`, 1);
        const document = await reachedDocument(deps, provenance.tenantId, id);
        found.push(...(document === undefined ? [] : [document]));
      }
    }
  }
  return found;
}

async function reachedDocument(
  { eventStore }: BillingDeps,
  tenantId: GroupContext['provenance']['tenantId'],
  invoiceId: InvoiceId,
): Promise<ReachedDocument | undefined> {
  const loaded = await eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  return loaded.state.status === 'none' ? undefined : { invoiceId, loaded };
}
