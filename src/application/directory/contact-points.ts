import type { AccountCommand } from '../../domain/account/account.ts';
import { formPointId, primaryPoint } from '../../domain/account/contact-points.ts';
import type { ContactPointForm, ContactPointId, ContactPointKind } from '../../domain/account/events.ts';
import type { Account } from '../../domain/account/state.ts';
import { isSameJson } from '../../domain/kernel/changed-fields.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { readContact } from './account-contact.ts';
import { isEmptyText, textOf, textOfForm } from './contact-text.ts';
import { type OnAccountInput, onAccount } from './on-account.ts';
import type { PlacedAccountDeps, PlacedAccountOutcome } from './placed-account.ts';

/** What a caller says of a contact or an address; what is not mentioned stays. */
export interface ContactPointFields {
  readonly kind?: ContactPointKind | undefined;
  readonly country?: string | null | undefined;
  readonly text: Partial<Record<string, string | null | undefined>>;
  readonly isPrimary?: boolean | undefined;
}

export interface AddContactPointInput extends OnAccountInput, ContactPointFields {
  readonly form: ContactPointForm;
  readonly kind: ContactPointKind;
}

export interface ChangeContactPointInput extends OnAccountInput, ContactPointFields {
  readonly form: ContactPointForm;
  readonly pointId: ContactPointId;
}

export interface RemoveContactPointInput extends OnAccountInput {
  readonly form: ContactPointForm;
  readonly pointId: ContactPointId;
  readonly reason: string | null;
}

/** Adds a contact or an address; its id is the command's, and it has a key of its own. */
export async function addContactPoint(
  deps: PlacedAccountDeps,
  input: AddContactPointInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const pointId = provenance.commandId as ContactPointId; // the id of a new record is its command's
  const { form, kind, country = null } = input;
  return onAccount(
    deps,
    input,
    async (state) => {
      const text = textOf(form, mentioned(input.text));
      if (isEmptyText(text) && country === null) {
        return nothingSaid(form);
      }
      const sealed = await deps.vault.seal(provenance.tenantId, subjectOf(pointId), text);
      const isPrimary = input.isPrimary ?? (await isFormEmpty(deps, state, input, provenance));
      return { kind: 'addContactPoint', point: { pointId, form, kind, country, sealed }, isPrimary };
    },
    provenance,
  );
}

/** Changes one that was added. What the form holds is changed by the form's fields. */
export async function changeContactPoint(
  deps: PlacedAccountDeps,
  input: ChangeContactPointInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  return onAccount(deps, input, (state) => changeOf(deps, state, input, provenance), provenance);
}

async function changeOf(
  { vault }: PlacedAccountDeps,
  state: Account,
  { form, pointId, kind, country, text, isPrimary = false }: ChangeContactPointInput,
  { tenantId }: Provenance,
): Promise<AccountCommand | Rejected> {
  if (pointId === formPointId(state)) {
    const isOnlyPreferred = kind === undefined && country === undefined && Object.keys(mentioned(text)).length === 0;
    return isOnlyPreferred && isPrimary ? { kind: 'preferForm', form } : ofTheForm();
  }
  const point = state.contactPoints.find((one) => one.pointId === pointId && one.form === form);
  if (point === undefined) {
    return { kind: 'removeContactPoint', form, pointId, reason: null }; // is refused: there is none
  }
  const opened = await vault.unseal(tenantId, point.sealed);
  const wanted = textOf(form, { ...textOf(form, opened ?? {}), ...mentioned(text) });
  const isSame = isSameJson(wanted, textOf(form, opened ?? {}));
  if (!isSame && opened === undefined) {
    return rejected({
      code: 'ACCOUNT_CONTACT_ERASED',
      message: 'This personal data was erased for good; remove it and add what is true now.',
    });
  }
  const sealed = isSame ? undefined : await vault.seal(tenantId, point.sealed.subjectId, wanted);
  return { kind: 'changeContactPoint', pointId, changes: { kind, country, sealed }, isPrimary };
}

/** Removes one that was added; what the form holds is emptied by the form's fields. */
export async function removeContactPoint(
  deps: PlacedAccountDeps,
  input: RemoveContactPointInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { form, pointId, reason } = input;
  return onAccount(
    deps,
    input,
    async (state) =>
      pointId === formPointId(state) ? ofTheForm() : { kind: 'removeContactPoint', form, pointId, reason },
    provenance,
  );
}

/** Whether nobody has filled in what would otherwise be the primary: the first one that is added takes its place. */
async function isFormEmpty(
  { vault }: PlacedAccountDeps,
  state: Account,
  { form, kind }: AddContactPointInput,
  { tenantId }: Provenance,
): Promise<boolean> {
  if (kind !== 'billing' || primaryPoint(state, form, kind) !== 'form') {
    return false; // the domain makes the first one of a kind its primary by itself
  }
  const shown = await readContact(vault, tenantId, state);
  return shown !== undefined && isEmptyText(textOfForm(form, shown));
}

function subjectOf(pointId: ContactPointId): string {
  return `contact:${pointId}`;
}

function mentioned(text: ContactPointFields['text']): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(text).filter((entry): entry is [string, string | null] => entry[1] !== undefined),
  );
}

function nothingSaid(form: ContactPointForm): Rejected {
  return rejected({
    code: 'CONTACT_POINT_EMPTY',
    message: `${form === 'contact' ? 'A contact' : 'An address'} says at least one thing; send a field that is not empty.`,
  });
}

function ofTheForm(): Rejected {
  return rejected({
    code: 'CONTACT_POINT_OF_FORM',
    message: "This is what the account's own billing fields hold; change them by PATCH of the account.",
  });
}
