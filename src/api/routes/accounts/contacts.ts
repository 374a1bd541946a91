import { z } from 'zod';
import type { Listed } from '../../../application/directory/contact-list.ts';
import type { Contact } from '../../../application/directory/contact-text.ts';
import { zContactPointId, zContactPointKind } from '../../../domain/account/events.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import { zOptionalText, zWireUuid } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { accountRow } from './account-book.ts';
import { zEmail } from './account-input.ts';
import { bookOf } from './account-record.ts';

const zText = z.string().nullable();

const zContactRecord = z
  .strictObject({
    id: zWireUuid.meta({ description: "The account's own id for what the billing fields of its form hold" }),
    kind: zContactPointKind,
    isPrimary: z.boolean().meta({ description: 'One of each kind; that of billing is what invoices show' }),
    name: zText,
    email: zText,
    phone: zText,
    jobTitle: zText,
  })
  .meta({ id: 'AccountContact' });

const textInput = {
  name: zOptionalText(200),
  email: zEmail,
  phone: zOptionalText(50),
  jobTitle: zOptionalText(200),
};

function recordOf({ id, kind, isPrimary, text }: Listed<Contact>) {
  return { id, kind, isPrimary, ...text };
}

const params = z.strictObject({ id: zAccountId });
const paramsOfOne = z.strictObject({ id: zAccountId, contactId: zContactPointId });
const common = { tags: ['Accounts'], groups: DIRECTORY_GROUPS } as const;

export const listContacts = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/accounts/:id/contacts',
  permission: 'account.read',
  summary: 'The contacts of an account: that of its form, then those that were added',
  params,
  response: { 200: zList(zContactRecord) },
  handler: async ({ params: { id }, deps, identity, read, reply }) => {
    const row = await accountRow(read, id);
    setRevision(reply, row.revision);
    const found = await deps.useCases.directory.listContacts(identity().tenantId, bookOf(row));
    return list(found.map(recordOf));
  },
});

export const postContact = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/accounts/:id/contacts',
  permission: 'account.write',
  summary: 'Add a contact',
  description: 'Sealed with a key of its own. The first one of its kind becomes the primary by itself.',
  params,
  body: z.strictObject({ kind: zContactPointKind, isPrimary: z.boolean().optional(), ...textInput }),
  response: { 201: zAccepted(zContactRecord) },
  handler: async ({ params: { id }, body, deps, command, identity, reply }) => {
    const { kind, isPrimary, ...text } = body;
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, form: 'contact', kind, isPrimary, text, expectedRevision } as const;
    const outcome = acceptedOrRefuse(await deps.useCases.directory.addContactPoint(input, provenance));
    const all = await deps.useCases.directory.listContacts(identity().tenantId, outcome.state.account);
    const added = foundOr404(
      all.find((one) => one.id === provenance.commandId),
      `contact ${provenance.commandId}`,
    );
    const { position, revision } = outcome;
    return respondAccepted(reply, { data: recordOf(added), position, revision, groups: DIRECTORY_GROUPS, status: 201 });
  },
});

export const patchContact = defineRoute({
  ...common,
  method: 'PATCH',
  url: '/api/accounts/:id/contacts/:contactId',
  permission: 'account.write',
  summary: 'Change a contact, or make it the primary of its kind',
  description: 'isPrimary: false changes nothing: a primary steps down when another one takes its place.',
  params: paramsOfOne,
  body: z.strictObject({ kind: zContactPointKind.optional(), isPrimary: z.boolean().optional(), ...textInput }),
  response: { 200: zAccepted(zContactRecord) },
  handler: async ({ params: { id, contactId: pointId }, body, deps, command, identity, reply }) => {
    const { kind, isPrimary, ...text } = body;
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, form: 'contact', pointId, kind, isPrimary, text, expectedRevision } as const;
    const outcome = acceptedOrRefuse(await deps.useCases.directory.changeContactPoint(input, provenance));
    const all = await deps.useCases.directory.listContacts(identity().tenantId, outcome.state.account);
    const changed = foundOr404(
      all.find((one) => one.id === pointId),
      `contact ${pointId}`,
    );
    const { position, revision } = outcome;
    return respondAccepted(reply, { data: recordOf(changed), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deleteContact = defineRoute({
  ...common,
  method: 'DELETE',
  url: '/api/accounts/:id/contacts/:contactId',
  permission: 'account.write',
  summary: 'Remove a contact',
  params: paramsOfOne,
  response: { 204: z.undefined() },
  handler: async ({ params: { id, contactId: pointId }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, form: 'contact', pointId, reason: null, expectedRevision } as const;
    const { position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.removeContactPoint(input, provenance),
    );
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});
