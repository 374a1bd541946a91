import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import { CONTACT_POINTS_MAX } from './change-contact-points.ts';
import type { ContactPoint } from './contact-points.ts';
import type { AccountEvent } from './events.ts';
import type { Account } from './state.ts';
import { TAX_REGISTRATIONS_MAX, type TaxRegistration } from './tax-registrations.ts';

/** Both sides of a merger. The account tree has decided it, so neither side has anything to refuse any more. */
export type MergeCommand =
  | {
      readonly kind: 'mergeInto';
      readonly intoAccountId: AccountId;
      readonly mergedOn: CivilDate;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'absorb';
      readonly absorbedAccountId: AccountId;
      readonly mergedOn: CivilDate;
      readonly reason: string | null;
      /** What is carried over, as far as there is room and it is not there already; nothing becomes primary by it. */
      readonly contactPoints: readonly ContactPoint[];
      readonly taxRegistrations: readonly TaxRegistration[];
    };

export function mergeAccount(command: MergeCommand, account: Account): Decision<AccountEvent> {
  const { mergedOn, reason } = command;
  if (command.kind === 'mergeInto') {
    const { intoAccountId } = command;
    return account.mergedInto === intoAccountId
      ? accept()
      : accept({ type: 'AccountMergedInto', data: { intoAccountId, mergedOn, reason } });
  }
  const { absorbedAccountId, contactPoints, taxRegistrations } = command;
  const points = contactPoints
    .filter(({ pointId }) => !account.contactPoints.some((known) => known.pointId === pointId))
    .slice(0, CONTACT_POINTS_MAX - account.contactPoints.length);
  const registrations = taxRegistrations
    .filter(
      ({ country, number }) => !account.taxRegistrations.some((k) => k.country === country && k.number === number),
    )
    .slice(0, TAX_REGISTRATIONS_MAX - account.taxRegistrations.length);
  return accept<AccountEvent>(
    { type: 'AccountAbsorbed', data: { absorbedAccountId, mergedOn, reason } },
    ...points.map((data) => ({ type: 'AccountContactPointAdded' as const, data })),
    ...registrations.map((data) => ({ type: 'AccountTaxRegistrationAdded' as const, data })),
  );
}
