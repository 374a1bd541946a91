import { creditLine, type LineOpening, USES_TAKEN_OVER_MAX } from '../../domain/credit/credit-line.ts';
import type { LineTerms, OpenUse } from '../../domain/credit/events.ts';
import type { ClosedCreditLine, CreditLineState, OpenCreditLine } from '../../domain/credit/state.ts';
import { allUses } from '../../domain/credit/uses.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../domain/kernel/currency.ts';
import { type DecimalString, ZERO } from '../../domain/kernel/decimal.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { CreditLineAddress } from '../ports/credit-finders.ts';
import { type EventStore, type Loaded, NO_STREAM, type Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { creditLineId, creditLineStream, currentEpoch, loadLine } from './line-streams.ts';

/** The epoch of a line that goes on, ready to be decided on. */
export interface CurrentLine {
  readonly lineId: string;
  readonly revision: number;
  readonly state: OpenCreditLine;
}

interface Occasion {
  readonly on: CivilDate;
  readonly provenance: Provenance;
}

/**
 * The current epoch. Whoever meets one that was closed and not gone on with begins the next one: what it takes over
 * follows from the closed one alone, so whoever does it twice does the same. Undefined when the line was never opened.
 */
export async function reachLine(
  eventStore: EventStore,
  tenantId: TenantId,
  address: CreditLineAddress,
  occasion: Occasion | undefined,
  known = 1,
): Promise<CurrentLine | undefined> {
  const epoch = await currentEpoch(eventStore, tenantId, address, known);
  const lineId = creditLineId(address, epoch);
  const loaded = await loadLine(eventStore, tenantId, lineId);
  if (isReady(loaded)) {
    return { lineId, ...loaded };
  }
  if (loaded.state.status === 'carried_forward') {
    return reachLine(eventStore, tenantId, address, occasion, epoch); // by somebody else, between the two reads
  }
  if (epoch === 1 && loaded.state.status === 'none') {
    return undefined;
  }
  if (occasion === undefined) {
    throw new Error(`The credit line ${lineId} has to be gone on with, and nobody says by whom`);
  }
  const before = (await loadLine(eventStore, tenantId, creditLineId(address, epoch - 1))).state;
  if (before.status !== 'carried_forward') {
    throw new Error(`The credit line ${lineId} was begun, and the epoch before is ${before.status}`);
  }
  return goOn(eventStore, tenantId, { lineId, loaded, before }, occasion);
}

/** The first epoch. */
export async function openedLine(
  eventStore: EventStore,
  tenantId: TenantId,
  address: CreditLineAddress,
  opening: { readonly terms: LineTerms; readonly uses: readonly OpenUse[]; readonly on: CivilDate },
  { provenance }: Pick<Occasion, 'provenance'>,
): Promise<CurrentLine> {
  const lineId = creditLineId(address, 1);
  const line: LineOpening = {
    accountId: address.accountId,
    scope: address.scope,
    currency: zCurrencyCode.parse(address.currency),
    epoch: 1,
    terms: opening.terms,
    uses: [...opening.uses],
    usesToCome: 0,
    openedOn: opening.on,
  };
  return begin(eventStore, tenantId, lineId, line, provenance);
}

interface Unfinished {
  readonly lineId: string;
  readonly loaded: Loaded<CreditLineState>;
  readonly before: ClosedCreditLine;
}

/** Takes over all open uses, some with the first event and the rest with the next ones. */
async function goOn(
  eventStore: EventStore,
  tenantId: TenantId,
  { lineId, loaded, before }: Unfinished,
  { on, provenance }: Occasion,
): Promise<CurrentLine> {
  const uses = allUses(before.uses);
  const first = uses.slice(0, USES_TAKEN_OVER_MAX);
  const { accountId, scope, currency, terms, nextEpoch: epoch } = before;
  const opening: LineOpening = {
    ...{ accountId, scope, currency: zCurrencyCode.parse(currency), epoch, terms },
    uses: first,
    usesToCome: uses.length - first.length,
    openedOn: on,
  };
  let line: CurrentLine =
    loaded.state.status === 'open'
      ? { lineId, revision: loaded.revision, state: loaded.state }
      : await begin(eventStore, tenantId, lineId, opening, provenance);
  while (line.state.usesToCome > 0) {
    const from = uses.length - line.state.usesToCome;
    const more = creditLine.decide(
      { kind: 'takeOver', uses: uses.slice(from, from + USES_TAKEN_OVER_MAX) },
      line.state,
    );
    line = await appended(eventStore, tenantId, line, more, step(provenance, 'takeOver', lineId, from));
  }
  return line;
}

async function begin(
  eventStore: EventStore,
  tenantId: TenantId,
  lineId: string,
  line: LineOpening,
  provenance: Provenance,
): Promise<CurrentLine> {
  const nothing = { lineId, revision: NO_STREAM, state: creditLine.initialState };
  const opening = creditLine.decide({ kind: 'open', line }, creditLine.initialState);
  return appended(eventStore, tenantId, nothing, opening, step(provenance, 'open', lineId));
}

async function appended(
  eventStore: EventStore,
  tenantId: TenantId,
  line: { readonly lineId: string; readonly revision: number; readonly state: CreditLineState },
  decision: ReturnType<typeof creditLine.decide>,
  provenance: Provenance,
): Promise<CurrentLine> {
  const events = decision.outcome === 'accepted' ? decision.events : [];
  const stream = creditLineStream(tenantId, line.lineId);
  const { revision } = await eventStore.append(stream, line.revision, events, provenance);
  const state = events.reduce(creditLine.evolve, line.state);
  if (state.status !== 'open') {
    throw new Error(`The credit line ${line.lineId} is ${state.status} right after it was begun`);
  }
  return { lineId: line.lineId, revision, state };
}

function isReady(loaded: Loaded<CreditLineState>): loaded is Loaded<OpenCreditLine> {
  return loaded.state.status === 'open' && loaded.state.usesToCome === 0;
}

/** What is used of a line as it stands now, whoever has to begin its next epoch; zero where it was never opened. */
export async function lineUsed(
  eventStore: EventStore,
  tenantId: TenantId,
  address: CreditLineAddress,
): Promise<DecimalString> {
  const epoch = await currentEpoch(eventStore, tenantId, address, 1);
  const loaded = await loadLine(eventStore, tenantId, creditLineId(address, epoch));
  const isBegun = loaded.state.status === 'carried_forward' || isReady(loaded) || epoch === 1;
  const { state } = isBegun ? loaded : await loadLine(eventStore, tenantId, creditLineId(address, epoch - 1));
  return exactAmount(state.status === 'none' ? ZERO : state.used, address.currency);
}
