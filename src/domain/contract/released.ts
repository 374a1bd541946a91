import type { ChargedPeriod } from './charge-id.ts';
import type { ContractEvent } from './events.ts';
import { reopen } from './fence.ts';
import type { BindingContract, Claim } from './state.ts';

type Release = Extract<ContractEvent, { type: 'ChargesReleased' }>['data'];

/** The contract after a release. What hung on the released charges goes with them. */
export function released(state: BindingContract, release: Release): BindingContract {
  const { claimId, chargeIds } = release;
  const claim = state.claims.find((candidate) => candidate.claimId === claimId);
  const firstDay = claim?.periods[0]?.start;
  const isGone = (chargeId: string) =>
    chargeIds === null ? chargeId.startsWith(`${claimId}.`) : chargeIds.includes(chargeId);
  return {
    ...state,
    claims: state.claims.map((each) => (each === claim ? without(each, release) : each)),
    credits: state.credits.filter(({ chargeId }) => !isGone(chargeId)),
    setOffs: state.setOffs.filter(({ chargeId, reduces }) => !isGone(chargeId) && !isGone(reduces)),
    ...(firstDay === undefined ? {} : reopen(state, firstDay)),
  };
}

/** Read models keep claims without their charges, so which periods are left stands in the event. */
function without(claim: Claim, { chargeIds, periods }: Release): Claim {
  if (chargeIds === null) {
    return { ...claim, isReleased: true };
  }
  const gone = new Set(periods.map(periodKey));
  const left = claim.periods.filter((period) => !gone.has(periodKey(period)));
  return {
    ...claim,
    charges: claim.charges.filter(({ chargeId }) => !chargeIds.includes(chargeId)),
    periods: left,
    isReleased: left.length === 0,
  };
}

function periodKey({ lineId, accountId, component, start, lastDay }: ChargedPeriod): string {
  return `${lineId} ${accountId} ${component} ${start} ${lastDay}`;
}
