import type { CivilDate } from '../kernel/calendar.ts';
import { type AmendmentEvent, effectiveDay, isAmendment } from './agreement.ts';
import { contract } from './contract.ts';
import { describeChange, priceText } from './describe-change.ts';
import type { Charge, ContractEvent } from './events.ts';
import type { BindingContract } from './state.ts';

/** A fact of the contract's own stream that a charge follows from. */
export interface Cause {
  /** Its place on the stream. */
  readonly revision: number;
  readonly sentence: string;
  /** The first day that it changes something. */
  readonly effectiveOn: CivilDate;
  /** Recorded after these days had been charged before: why they are charged, or credited, once more. */
  readonly isNew: boolean;
}

/**
 * What a charge follows from, in the order recorded: what was agreed, and each change of its line, or of the whole contract,
 * that was known and in effect by the last day of the charge. `events`: the stream from its first event on.
 */
export function causesOf(events: readonly ContractEvent[], charge: Charge): Cause[] {
  const claimedAt = events.findIndex((event) => isClaimOf(event, ({ chargeId }) => chargeId === charge.chargeId));
  if (claimedAt === -1) {
    throw new Error(`Charge ${charge.chargeId} is on no claim of its contract`);
  }
  const known = events.slice(0, claimedAt);
  const chargedBefore = known.findLastIndex((event) => isClaimOf(event, (other) => isAboutSameDays(other, charge)));
  const state = known.reduce(contract.evolve, contract.initialState);
  if (state.status !== 'active' && state.status !== 'cancelled') {
    throw new Error(`Contract was ${state.status} when ${charge.chargeId} was charged`);
  }
  return known.flatMap((event, revision): Cause[] => {
    const told = causeIn(event, charge, state);
    return told === undefined ? [] : [{ revision, ...told, isNew: revision > chargedBefore }];
  });
}

function causeIn(
  event: ContractEvent,
  charge: Charge,
  state: BindingContract,
): Pick<Cause, 'sentence' | 'effectiveOn'> | undefined {
  if (event.type === 'ContractActivated') {
    const line = event.data.lines.find(({ lineId }) => lineId === charge.lineId);
    return line === undefined
      ? undefined
      : {
          sentence: `Agreed: ${line.quantity} × ${line.description}, ${priceText(line.price)}`,
          effectiveOn: state.serviceStart,
        };
  }
  if (event.type === 'ChangeWithdrawn') {
    const withdrawn = state.changes.find(({ number }) => number === event.data.change)?.event;
    return withdrawn !== undefined && concerns(withdrawn, charge)
      ? { sentence: `Taken back: ${describeChange(withdrawn, state)}`, effectiveOn: effectiveDay(withdrawn) }
      : undefined;
  }
  return isAmendment(event) && concerns(event, charge)
    ? { sentence: describeChange(event, state), effectiveOn: effectiveDay(event) }
    : undefined;
}

/** Of its line or of the whole contract, and in effect by its last day. */
function concerns(event: AmendmentEvent, { lineId, serviceEnd }: Charge): boolean {
  return effectiveDay(event) <= serviceEnd && [null, lineId].includes(lineOf(event));
}

function lineOf(event: AmendmentEvent): Charge['lineId'] | null {
  if (event.type === 'LineAdded') {
    return event.data.line.lineId;
  }
  return 'lineId' in event.data ? event.data.lineId : null;
}

function isClaimOf(event: ContractEvent, isWanted: (charge: Charge) => boolean): boolean {
  return event.type === 'ChargesRaised' && event.data.charges.some(isWanted);
}

function isAboutSameDays(a: Charge, b: Charge): boolean {
  return (
    a.lineId === b.lineId &&
    a.accountId === b.accountId &&
    a.component === b.component &&
    a.serviceStart <= b.serviceEnd &&
    b.serviceStart <= a.serviceEnd
  );
}
