import type { PointChange } from '../../domain/account/change.ts';
import { type ContactPoint, primaryPoint } from '../../domain/account/contact-points.ts';
import type { ContactPointForm } from '../../domain/account/events.ts';
import type { Account } from '../../domain/account/state.ts';
import { isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Vault } from '../ports/vault.ts';
import { type ContactChanges, NO_CONTACT, sealContact, unsealContact, withContactChanges } from './account-contact.ts';
import { contactTextOf, textOf } from './contact-text.ts';

/** What the fields of the form change: the form's own box, and the contacts and addresses that they show instead of it. */
export interface FormChange {
  /** Undefined when it stays: texts are compared, since sealing the same text twice gives two boxes. */
  readonly contact: Sealed | null | undefined;
  readonly contactPoints: readonly PointChange[];
  readonly billingCountry: string | null | undefined;
}

interface Wanted {
  readonly contact: ContactChanges;
  readonly billingCountry: string | null | undefined;
}

export async function formChange(
  vault: Vault,
  tenantId: TenantId,
  account: Account,
  { contact, billingCountry }: Wanted,
): Promise<FormChange | Rejected> {
  const shown = (form: ContactPointForm) => {
    const primary = primaryPoint(account, form, 'billing');
    return primary === undefined || primary === 'form' ? undefined : primary;
  };
  const [person, address] = [shown('contact'), shown('address')];
  const own = await ownChange(vault, tenantId, account, {
    ...contact,
    ...(person === undefined ? {} : NO_PERSON),
    ...(address === undefined ? {} : NO_ADDRESS),
  });
  if (typeof own === 'object' && own !== null && 'rejection' in own) {
    return own;
  }
  const contactPoints: PointChange[] = [];
  for (const point of [person, address]) {
    const change = point === undefined ? undefined : await pointChange(vault, tenantId, point, contact, billingCountry);
    if (change !== undefined && 'rejection' in change) {
      return change;
    }
    contactPoints.push(...(change === undefined ? [] : [change]));
  }
  return { contact: own, contactPoints, billingCountry: address === undefined ? billingCountry : undefined };
}

const NO_PERSON = { billingContactName: undefined, billingContactEmail: undefined, billingContactPhone: undefined };
const NO_ADDRESS = {
  billingAddressLine1: undefined,
  billingAddressLine2: undefined,
  billingCity: undefined,
  billingState: undefined,
  billingPostalCode: undefined,
};

async function ownChange(
  vault: Vault,
  tenantId: TenantId,
  { accountId, accountName, contact: sealed }: Account,
  changes: ContactChanges,
): Promise<Sealed | null | undefined | Rejected> {
  if (Object.values(changes).every((value) => value === undefined)) {
    return undefined;
  }
  const current = await unsealContact(vault, tenantId, sealed);
  const wanted = withContactChanges(current ?? NO_CONTACT, changes);
  if (isSameJson(wanted, current ?? NO_CONTACT)) {
    return undefined;
  }
  return current === undefined ? erased(accountName) : sealContact(vault, tenantId, accountId, wanted);
}

async function pointChange(
  vault: Vault,
  tenantId: TenantId,
  { pointId, form, country: countryNow, sealed }: ContactPoint,
  changes: ContactChanges,
  billingCountry: string | null | undefined,
): Promise<PointChange | Rejected | undefined> {
  const country = form === 'address' && billingCountry !== countryNow ? billingCountry : undefined;
  const opened = await vault.unseal(tenantId, sealed);
  const wanted = textOf(form, { ...textOf(form, opened ?? {}), ...contactTextOf(form, changes) });
  if (isSameJson(wanted, textOf(form, opened ?? {}))) {
    return country === undefined ? undefined : { pointId, country };
  }
  if (opened === undefined) {
    return erased('with this contact');
  }
  return { pointId, country, sealed: await vault.seal(tenantId, sealed.subjectId, wanted) };
}

function erased(name: string): Rejected {
  return rejected({
    code: 'ACCOUNT_CONTACT_ERASED',
    message: `The personal data of account ${name} was erased for good; open another account for other people.`,
  });
}
