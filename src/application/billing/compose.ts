import type { RunRequest } from '../../domain/billing-run/billing-run.ts';
import { type ComposedMember, composeDocument, type LineTax } from '../../domain/invoice/compose.ts';
import type { MemberOutcome } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import type { DraftedInvoice } from '../../domain/invoice/state.ts';
import { taxPointOf } from '../../domain/invoice/tax-point.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { roundingOn } from '../../domain/seller/state.ts';
import { derivedId } from '../derived-ids.ts';
import { billToOf } from '../directory/set-bill-to.ts';
import { type EventStore, EventStoreUnavailable } from '../ports/event-store.ts';
import { invoiceStream } from '../streams.ts';
import { type Fault, faultOf } from './faults.ts';
import type { GroupContext } from './group-context.ts';
import type { Parties } from './parties.ts';

export interface Composed {
  readonly draft: DraftedInvoice;
  readonly issueDate: CivilDate;
}

/** The document of some claims, or why it cannot be made. */
export async function composeOrFault(
  context: GroupContext,
  invoiceId: InvoiceId,
  members: readonly ComposedMember[],
  outcomes: readonly MemberOutcome[],
  bearer: AccountId | null,
): Promise<Composed | Fault> {
  const { deps, run } = context;
  try {
    return await compose(context, invoiceId, members, outcomes, bearer);
  } catch (error) {
    if (error instanceof EventStoreUnavailable) {
      throw error; // the job is tried again
    }
    deps.reportFault(error, { invoiceId, runId: run.runId });
    return faultOf(error);
  }
}

async function compose(
  { deps, parties, run, provenance }: GroupContext,
  invoiceId: InvoiceId,
  members: readonly ComposedMember[],
  outcomes: readonly MemberOutcome[],
  bearer: AccountId | null,
): Promise<Composed | Fault> {
  const seller = await parties.seller(run.sellerId);
  const [head] = members;
  const buyerId = bearer ?? head?.contract.terms.accountId;
  const buyer = buyerId === undefined ? undefined : await parties.account(buyerId);
  const issueDate = civilDateIn(seller.timeZone, deps.clock.now());
  const taxDate = taxPointOf(seller, issueDate, lastServiceDay(members) ?? issueDate);
  const documents = new Map(
    members.flatMap(({ contract }) => contract.claims.map((claim) => [claim.claimId as string, claim.invoiceId])),
  );
  const documentOf = (chargeId: string) => documents.get(chargeId.slice(0, chargeId.lastIndexOf('.')));
  const corrected = await correctedTaxes(deps.eventStore, provenance.tenantId, members, documentOf);
  const draft = composeDocument({
    invoiceId,
    runId: run.runId,
    members,
    outcomes,
    onSummary: await isOnSummary(parties, run, head?.contract.terms.billToAccountId),
    bearer: await partiesOf(deps.eventStore, provenance.tenantId, bearer, issueDate),
    taxRates: seller.taxRates,
    taxCategory: buyer?.taxCategory ?? null,
    taxDate,
    rounding: roundingOn(seller, issueDate),
    lineIdOf: (chargeId) => derivedId('line', chargeId),
    documentOf,
    taxCharged: (chargeId) => corrected.get(chargeId),
  });
  return 'missingTaxRate' in draft
    ? {
        code: 'TAX_RATE_MISSING',
        message: `${seller.legalName} has no ${draft.missingTaxRate} tax rate on ${taxDate}; add one to the seller's tax table.`,
      }
    : { draft, issueDate };
}

/** As the run, or else the account that the document goes to, wants it. */
async function isOnSummary(
  parties: Parties,
  { grouping }: RunRequest,
  billTo: AccountId | undefined,
): Promise<boolean> {
  return grouping === 'account_setting' && billTo !== undefined
    ? (await parties.account(billTo)).invoicing === 'consolidated'
    : grouping === 'consolidated';
}

function lastServiceDay(members: readonly ComposedMember[]): CivilDate | undefined {
  return members
    .flatMap(({ charges }) => charges.map(({ serviceEnd }) => serviceEnd))
    .sort()
    .at(-1);
}

/** An account that shares a contract pays as it pays for contracts of its own. */
async function partiesOf(eventStore: EventStore, tenantId: TenantId, bearer: AccountId | null, day: CivilDate) {
  return bearer === null
    ? null
    : { accountId: bearer, billToAccountId: await billToOf(eventStore, tenantId, bearer, day) };
}

/** The tax that stands on the corrected documents, by charge: a reduction takes back the tax that was charged. */
async function correctedTaxes(
  eventStore: EventStore,
  tenantId: TenantId,
  members: readonly ComposedMember[],
  documentOf: (chargeId: string) => InvoiceId | undefined,
): Promise<ReadonlyMap<string, LineTax>> {
  const reduced = members.flatMap(({ charges }) =>
    charges.flatMap(({ reduces }) => (reduces === null ? [] : [reduces])),
  );
  const invoiceIds = new Set(reduced.flatMap((chargeId) => documentOf(chargeId) ?? []));
  const taxes = new Map<string, LineTax>();
  for (const invoiceId of invoiceIds) {
    const { state } = await eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
    for (const { chargeId, taxCategory, taxRatePercent } of 'draft' in state ? state.draft.lines : []) {
      if (chargeId !== null) {
        taxes.set(chargeId, { category: taxCategory, ratePercent: taxRatePercent });
      }
    }
  }
  return taxes;
}
