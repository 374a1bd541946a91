import { derivedId } from '../../../src/application/derived-ids.ts';
import { invoiceStream, runStream } from '../../../src/application/streams.ts';
import { billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import { chargesDue } from '../../../src/domain/contract/charges-due.ts';
import { chargesInForce } from '../../../src/domain/contract/state.ts';
import { invoice } from '../../../src/domain/invoice/invoice.ts';
import type { DraftedInvoice, InvoiceState } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { decimal, ZERO } from '../../../src/domain/kernel/decimal.ts';
import type { BillingRunId, ClaimId, ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { naturalKey } from '../../../src/domain/natural-key/natural-key.ts';
import type { NumberingEvent } from '../../../src/domain/numbering/events.ts';
import { formatNumber } from '../../../src/domain/numbering/series.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, SELLER } from '../../support/billing-world.ts';
import { reviewAll, type Simulation } from './simulation.ts';

const HORIZON = civilDate('2028-12-31');

/** Everything that is wrong with the books, in sentences. */
export async function faultsOf({ world, contracts }: Simulation): Promise<string[]> {
  const faults = [...(await unfinished(world)), ...(await documentFaults(world, contracts)), ...numberFaults(world)];
  await reviewAll(world);
  // A last run over the whole terms bills what is left, and then nothing is owed that is not charged.
  await wholeRun(world, HORIZON);
  return [
    ...faults,
    ...(await unfinished(world)),
    ...(await reservationFaults(world)),
    ...(await documentFaults(world, contracts)),
    ...numberFaults(world),
    ...(await owedFaults(world, contracts)),
  ];
}

async function unfinished(world: BillingWorld): Promise<string[]> {
  const faults: string[] = [];
  for (const id of streamsOf(world, 'billingRun')) {
    const { state } = await world.store.load(runStream(world.tenantId, id as BillingRunId), billingRun);
    const isSettled = state.status === 'cancelled' && state.chunks.every(({ result }) => result !== null);
    if (state.status !== 'completed' && !isSettled) {
      faults.push(`run ${id} is ${state.status}`);
    }
  }
  return faults;
}

/** A run whose release was lost holds the seller until the next start finds it completed; after that nothing does. */
async function reservationFaults(world: BillingWorld): Promise<string[]> {
  const key = { category: 'naturalKey', tenantId: world.tenantId, id: derivedId('activeBillingRun', SELLER) } as const;
  const { owner } = (await world.store.load(key, naturalKey)).state;
  return owner === null ? [] : [`the seller is held by run ${owner}`];
}

async function documentFaults(world: BillingWorld, contracts: readonly ContractId[]): Promise<string[]> {
  const faults: string[] = [];
  const listedOn = new Map<ClaimId, InvoiceId[]>();
  const taken = new Map<string, string>();
  for (const id of streamsOf(world, 'invoice')) {
    const { state } = await world.store.load(invoiceStream(world.tenantId, id as InvoiceId), invoice);
    if (state.status === 'open' || state.status === 'finalising') {
      faults.push(`document ${id} is left ${state.status}`);
    }
    if (state.status !== 'draft' && state.status !== 'finalised') {
      continue;
    }
    faults.push(...totalFaults(id, state));
    for (const corrected of state.draft.corrects) {
      const { status } = await world.document(corrected);
      if (status !== 'finalised' && status !== 'finalising') {
        faults.push(`${id} corrects ${corrected}, which is ${status}`);
      }
    }
    for (const member of state.draft.members) {
      if (member.outcome === 'claimed') {
        listedOn.set(member.claimId, [...(listedOn.get(member.claimId) ?? []), id as InvoiceId]);
      }
    }
    for (const { chargeId } of state.draft.lines) {
      const other = taken.get(String(chargeId));
      if (other !== undefined) {
        faults.push(`charge ${chargeId} stands on ${other} and on ${id}`);
      }
      taken.set(String(chargeId), id);
    }
  }
  for (const contractId of contracts) {
    const { claims } = await world.contractState(contractId);
    for (const { claimId, invoiceId, isReleased, charges } of claims) {
      const on = listedOn.get(claimId) ?? [];
      if (isReleased ? on.length > 0 : on.length !== 1 || on[0] !== invoiceId) {
        faults.push(`claim ${claimId} (${isReleased ? 'released' : 'in force'}) is listed on ${on.length} documents`);
      }
      if (!isReleased && charges.some(({ chargeId }) => taken.get(chargeId) !== invoiceId)) {
        faults.push(`a charge of claim ${claimId} is not on its document`);
      }
    }
  }
  return faults;
}

function totalFaults(id: string, state: Extract<InvoiceState, { draft: DraftedInvoice }>): string[] {
  const { draft } = state;
  const net = sumDecimals(draft.lines.map(({ amount }) => amount));
  const tax = sumDecimals(draft.taxTotals.map((each) => each.tax));
  const isWrong =
    !net.eq(decimal(draft.subtotal)) ||
    !tax.eq(decimal(draft.tax)) ||
    !net.plus(tax).eq(decimal(draft.total)) ||
    decimal(draft.total).lt(ZERO) ||
    (state.status === 'finalised' && state.final.total !== draft.total);
  return isWrong ? [`the totals of ${id} are wrong`] : [];
}

function numberFaults(world: BillingWorld): string[] {
  const faults: string[] = [];
  const finalised = new Map(world.register().map((final) => [final.invoiceNumber, final]));
  if (finalised.size !== world.register().length) {
    faults.push('a number stands on two documents');
  }
  const series = new Map<string, { count: number; last: string }>();
  for (const { stream, event, revision } of world.store.log()) {
    if (event.type === 'NumberAssigned') {
      const { issueDate } = (event as NumberingEvent).data;
      const before = series.get(stream.id) ?? { count: 0, last: '' };
      if (revision !== before.count || issueDate < before.last) {
        faults.push(`number ${revision} of series ${stream.id} is out of order`);
      }
      series.set(stream.id, { count: before.count + 1, last: issueDate });
    }
  }
  const numbers = [...series.values()].reduce((sum, { count }) => sum + count, 0);
  if (numbers !== finalised.size) {
    faults.push(`${numbers} numbers were assigned, ${finalised.size} documents have one`);
  }
  for (const final of finalised.values()) {
    const kind = final.documentType === 'invoice' ? 'INV' : 'CN';
    const year = Number(final.issueDate.slice(0, 4));
    const number = Number(final.invoiceNumber.slice(-6));
    if (final.invoiceNumber !== formatNumber(`${kind}-{YYYY}-{000000}`, year, number)) {
      faults.push(`${final.invoiceNumber} is dated ${final.issueDate}`);
    }
  }
  return faults;
}

async function owedFaults(world: BillingWorld, contracts: readonly ContractId[]): Promise<string[]> {
  const faults: string[] = [];
  for (const contractId of contracts) {
    const state = await world.contractState(contractId);
    if (chargesDue({ ...state, settledBefore: null }, { from: null, through: HORIZON }).length > 0) {
      faults.push(`contract ${contractId} still owes something`);
    }
    const owed = byPeriod(chargesDue({ ...state, claims: [], settledBefore: null }, { from: null, through: HORIZON }));
    const charged = byPeriod(chargesInForce(state));
    for (const key of new Set([...owed.keys(), ...charged.keys()])) {
      if (!(owed.get(key) ?? ZERO).eq(charged.get(key) ?? ZERO)) {
        faults.push(`contract ${contractId}, ${key}: owed ${owed.get(key)}, charged ${charged.get(key)}`);
      }
    }
  }
  return faults;
}

function byPeriod(charges: readonly { lineId: string; periodStart: string; amount: string }[]) {
  const sums = new Map<string, typeof ZERO>();
  for (const { lineId, periodStart, amount } of charges) {
    const key = `${lineId} ${periodStart}`;
    sums.set(key, (sums.get(key) ?? ZERO).plus(decimal(amount)));
  }
  return sums;
}

function streamsOf(world: BillingWorld, category: string): string[] {
  return [...new Set(world.store.log().flatMap(({ stream }) => (stream.category === category ? [stream.id] : [])))];
}
