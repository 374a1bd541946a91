import { changedFields } from '../kernel/changed-fields.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Sealed } from '../kernel/sealed.ts';
import { type ContactBook, type ContactPoint, formPointId, primaryPoint } from './contact-points.ts';
import type { AccountEvent, ContactPointForm, ContactPointId, ContactPointKind } from './events.ts';

/** Enough for the offices of a large buyer; each is opened whenever the account is shown. */
export const CONTACT_POINTS_MAX = 50;

export type ContactPointCommand =
  | { readonly kind: 'addContactPoint'; readonly point: ContactPoint; readonly isPrimary: boolean }
  | {
      readonly kind: 'changeContactPoint';
      readonly pointId: ContactPointId;
      readonly changes: {
        readonly kind?: ContactPointKind | undefined;
        readonly country?: string | null | undefined;
        /** Left out when the texts are the same: two boxes always differ. */
        readonly sealed?: Sealed | undefined;
      };
      /** True makes it the primary; a primary steps down only when another one takes its place. */
      readonly isPrimary: boolean;
    }
  | {
      readonly kind: 'removeContactPoint';
      readonly form: ContactPointForm;
      readonly pointId: ContactPointId;
      readonly reason: string | null;
    }
  | { readonly kind: 'preferForm'; readonly form: ContactPointForm };

export function changeContactPoints(command: ContactPointCommand, book: ContactBook): Decision<AccountEvent> {
  switch (command.kind) {
    case 'addContactPoint':
      return add(command, book);
    case 'changeContactPoint':
      return change(command, book);
    case 'removeContactPoint':
      return remove(command, book);
    default:
      return accept(...preferred(command.form, 'billing', formPointId(book), book));
  }
}

function add(
  { point, isPrimary }: Extract<ContactPointCommand, { kind: 'addContactPoint' }>,
  book: ContactBook,
): Decision<AccountEvent> {
  if (book.contactPoints.length >= CONTACT_POINTS_MAX) {
    return reject(
      'CONTACT_POINTS_TOO_MANY',
      `An account has at most ${CONTACT_POINTS_MAX} contacts and addresses; remove one that is not used any more.`,
    );
  }
  const added: AccountEvent = { type: 'AccountContactPointAdded', data: addedData(point) };
  const after = { ...book, contactPoints: [...book.contactPoints, point] };
  return accept(added, ...(isPrimary ? preferred(point.form, point.kind, point.pointId, after) : []));
}

function addedData({ pointId, form, kind, country, sealed }: ContactPoint) {
  return { pointId, form, kind, country, sealed };
}

function change(
  { pointId, changes, isPrimary }: Extract<ContactPointCommand, { kind: 'changeContactPoint' }>,
  book: ContactBook,
): Decision<AccountEvent> {
  const found = book.contactPoints.find((point) => point.pointId === pointId);
  if (found === undefined) {
    return notFound(pointId);
  }
  const { kind, country, sealed } = changes;
  const changed = { ...changedFields({ kind, country }, found), ...(sealed === undefined ? {} : { sealed }) };
  const events: AccountEvent[] =
    Object.keys(changed).length === 0 ? [] : [{ type: 'AccountContactPointChanged', data: { pointId, ...changed } }];
  const after = {
    ...book,
    contactPoints: book.contactPoints.map((point) => (point === found ? { ...point, ...changed } : point)),
  };
  return accept(...events, ...(isPrimary ? preferred(found.form, kind ?? found.kind, pointId, after) : []));
}

function remove(
  { form, pointId, reason }: Extract<ContactPointCommand, { kind: 'removeContactPoint' }>,
  book: ContactBook,
): Decision<AccountEvent> {
  return book.contactPoints.some((point) => point.pointId === pointId && point.form === form)
    ? accept({ type: 'AccountContactPointRemoved', data: { pointId, reason } })
    : notFound(pointId);
}

/** Nothing when it is the primary already. */
function preferred(
  form: ContactPointForm,
  kind: ContactPointKind,
  pointId: ContactPointId,
  book: ContactBook,
): AccountEvent[] {
  const now = primaryPoint(book, form, kind);
  const nowId = now === 'form' ? formPointId(book) : now?.pointId;
  return nowId === pointId ? [] : [{ type: 'AccountContactPointPreferred', data: { form, kind, pointId } }];
}

function notFound(pointId: ContactPointId): Decision<never> {
  return reject(
    'CONTACT_POINT_NOT_FOUND',
    `The account has no contact or address ${pointId}; list them to see which it has.`,
  );
}
