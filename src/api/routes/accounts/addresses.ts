import { z } from 'zod';
import type { Listed } from '../../../application/directory/contact-list.ts';
import type { Address } from '../../../application/directory/contact-text.ts';
import { zContactPointId, zContactPointKind } from '../../../domain/account/events.ts';
import { zCountryCode } from '../../../domain/kernel/fields.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import { zOptional, zOptionalText, zWireUuid } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { accountRow } from './account-book.ts';
import { bookOf } from './account-record.ts';

const zText = z.string().nullable();

const zAddressRecord = z
  .strictObject({
    id: zWireUuid.meta({ description: "The account's own id for what the billing fields of its form hold" }),
    kind: zContactPointKind,
    isPrimary: z.boolean().meta({ description: 'One of each kind; that of billing is what invoices show' }),
    addressee: zText,
    line1: zText,
    line2: zText,
    city: zText,
    state: zText,
    postalCode: zText,
    country: zText,
  })
  .meta({ id: 'AccountAddress' });

const textInput = {
  addressee: zOptionalText(200),
  line1: zOptionalText(200),
  line2: zOptionalText(200),
  city: zOptionalText(100),
  state: zOptionalText(100),
  postalCode: zOptionalText(20),
  country: zOptional(zCountryCode),
};

function recordOf({ id, kind, isPrimary, country, text }: Listed<Address>) {
  return { id, kind, isPrimary, country, ...text };
}

const params = z.strictObject({ id: zAccountId });
const paramsOfOne = z.strictObject({ id: zAccountId, addressId: zContactPointId });
const common = { tags: ['Accounts'], groups: DIRECTORY_GROUPS } as const;

export const listAddresses = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/accounts/:id/addresses',
  permission: 'account.read',
  summary: 'The addresses of an account: that of its form, then those that were added',
  params,
  response: { 200: zList(zAddressRecord) },
  handler: async ({ params: { id }, deps, identity, read, reply }) => {
    const row = await accountRow(read, id);
    setRevision(reply, row.revision);
    const found = await deps.useCases.directory.listAddresses(identity().tenantId, bookOf(row));
    return list(found.map(recordOf));
  },
});

export const postAddress = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/accounts/:id/addresses',
  permission: 'account.write',
  summary: 'Add an address',
  description: 'Sealed with a key of its own. The first one of its kind becomes the primary by itself.',
  params,
  body: z.strictObject({ kind: zContactPointKind, isPrimary: z.boolean().optional(), ...textInput }),
  response: { 201: zAccepted(zAddressRecord) },
  handler: async ({ params: { id }, body, deps, command, identity, reply }) => {
    const { kind, isPrimary, country, ...text } = body;
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, form: 'address', kind, isPrimary, country, text, expectedRevision } as const;
    const outcome = acceptedOrRefuse(await deps.useCases.directory.addContactPoint(input, provenance));
    const all = await deps.useCases.directory.listAddresses(identity().tenantId, outcome.state.account);
    const added = foundOr404(
      all.find((one) => one.id === provenance.commandId),
      `address ${provenance.commandId}`,
    );
    const { position, revision } = outcome;
    return respondAccepted(reply, { data: recordOf(added), position, revision, groups: DIRECTORY_GROUPS, status: 201 });
  },
});

export const patchAddress = defineRoute({
  ...common,
  method: 'PATCH',
  url: '/api/accounts/:id/addresses/:addressId',
  permission: 'account.write',
  summary: 'Change an address, or make it the primary of its kind',
  description: 'isPrimary: false changes nothing: a primary steps down when another one takes its place.',
  params: paramsOfOne,
  body: z.strictObject({ kind: zContactPointKind.optional(), isPrimary: z.boolean().optional(), ...textInput }),
  response: { 200: zAccepted(zAddressRecord) },
  handler: async ({ params: { id, addressId: pointId }, body, deps, command, identity, reply }) => {
    const { kind, isPrimary, country, ...text } = body;
    const { expectedRevision, ...provenance } = command();
    const input = {
      accountId: id,
      form: 'address',
      pointId,
      kind,
      isPrimary,
      country,
      text,
      expectedRevision,
    } as const;
    const outcome = acceptedOrRefuse(await deps.useCases.directory.changeContactPoint(input, provenance));
    const all = await deps.useCases.directory.listAddresses(identity().tenantId, outcome.state.account);
    const changed = foundOr404(
      all.find((one) => one.id === pointId),
      `address ${pointId}`,
    );
    const { position, revision } = outcome;
    return respondAccepted(reply, { data: recordOf(changed), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deleteAddress = defineRoute({
  ...common,
  method: 'DELETE',
  url: '/api/accounts/:id/addresses/:addressId',
  permission: 'account.write',
  summary: 'Remove an address',
  params: paramsOfOne,
  response: { 204: z.undefined() },
  handler: async ({ params: { id, addressId: pointId }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, form: 'address', pointId, reason: null, expectedRevision } as const;
    const { position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.removeContactPoint(input, provenance),
    );
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});
