import { unreachable } from '../kernel/decider.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { Sealed } from '../kernel/sealed.ts';
import type { AccountEvent, ContactPointForm, ContactPointId, ContactPointKind } from './events.ts';

/** A contact or an address of an account. */
export interface ContactPoint {
  readonly pointId: ContactPointId;
  readonly form: ContactPointForm;
  readonly kind: ContactPointKind;
  readonly country: string | null;
  readonly sealed: Sealed;
}

type Use = `${ContactPointForm} ${ContactPointKind}`;

/** The points that somebody has chosen. One that has gone, or serves something else by now, counts as not chosen. */
export type PrimaryPoints = Readonly<Partial<Record<Use, ContactPointId>>>;

/** What an account and its row both hold. */
export interface ContactBook {
  readonly accountId: AccountId;
  /** What the form holds: its billing contact and billing address, sealed together; null when it was left empty. */
  readonly contact: Sealed | null;
  readonly billingCountry: string | null;
  readonly contactPoints: readonly ContactPoint[];
  readonly primaryPoints: PrimaryPoints;
}

export type ContactPointEvent = Extract<AccountEvent, { type: `AccountContactPoint${string}` }>;
type Points = Pick<ContactBook, 'contactPoints' | 'primaryPoints'>;

export function evolveContactPoints(
  { contactPoints, primaryPoints }: Points,
  { type, data }: ContactPointEvent,
): Points {
  switch (type) {
    case 'AccountContactPointAdded':
      return { contactPoints: [...contactPoints, data], primaryPoints };
    case 'AccountContactPointChanged':
      return {
        contactPoints: contactPoints.map((point) =>
          point.pointId === data.pointId
            ? {
                ...point,
                kind: data.kind ?? point.kind,
                country: data.country === undefined ? point.country : data.country,
                sealed: data.sealed ?? point.sealed,
              }
            : point,
        ),
        primaryPoints,
      };
    case 'AccountContactPointRemoved':
      return { contactPoints: contactPoints.filter(({ pointId }) => pointId !== data.pointId), primaryPoints };
    case 'AccountContactPointPreferred':
      return { contactPoints, primaryPoints: { ...primaryPoints, [`${data.form} ${data.kind}`]: data.pointId } };
    default:
      return unreachable(type);
  }
}

/** What the form holds has the account's own id: it was there before points had ids. */
export function formPointId({ accountId }: Pick<ContactBook, 'accountId'>): ContactPointId {
  return accountId as string as ContactPointId;
}

/**
 * The primary of a form and kind: the one that was chosen; else, for billing, what the form holds; else the first that was
 * added. `form` stands for the form's own; undefined when there is none.
 */
export function primaryPoint(
  book: ContactBook,
  form: ContactPointForm,
  kind: ContactPointKind,
): ContactPoint | 'form' | undefined {
  const ofThisUse = book.contactPoints.filter((point) => point.form === form && point.kind === kind);
  const chosen = book.primaryPoints[`${form} ${kind}`];
  const isFormThere = kind === 'billing' && book.contact !== null;
  if (isFormThere && (chosen === undefined || chosen === formPointId(book))) {
    return 'form';
  }
  return ofThisUse.find(({ pointId }) => pointId === chosen) ?? (isFormThere ? 'form' : ofThisUse[0]);
}

/** The country that the account's invoices go to: of the primary billing address, else as the form says. */
export function billingCountryOf(book: ContactBook): string | null {
  const address = primaryPoint(book, 'address', 'billing');
  return address === undefined || address === 'form' ? book.billingCountry : address.country;
}
