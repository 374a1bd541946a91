import { z } from 'zod';
import { zTaxRegistrationId, zTaxRegistrationKind } from '../../../domain/account/events.ts';
import type { TaxRegistration } from '../../../domain/account/tax-registrations.ts';
import { zCountryCode } from '../../../domain/kernel/fields.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { respondAccepted, respondDeleted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import { zRequiredText, zWireUuid } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { accountRow } from './account-book.ts';

const zRegistrationRecord = z
  .strictObject({
    id: zWireUuid,
    country: z.string(),
    kind: zTaxRegistrationKind,
    number: z.string().meta({ description: 'As its country writes it, without spaces and points' }),
    isChecked: z.boolean().meta({ description: 'False where no rule of format or check digit is known' }),
    isPrimary: z
      .boolean()
      .meta({ description: 'The number is the taxId of the account, which stands on its invoices' }),
  })
  .meta({ id: 'AccountTaxRegistration' });

function recordOf({ registrationId, country, kind, number, isChecked }: TaxRegistration, taxId: string | null) {
  return { id: registrationId, country, kind, number, isChecked, isPrimary: number === taxId };
}

const params = z.strictObject({ id: zAccountId });
const paramsOfOne = z.strictObject({ id: zAccountId, registrationId: zTaxRegistrationId });
const common = { tags: ['Accounts'], groups: DIRECTORY_GROUPS } as const;

export const listTaxRegistrations = defineRoute({
  ...common,
  method: 'GET',
  url: '/api/accounts/:id/tax-registrations',
  permission: 'account.read',
  summary: 'The tax registrations of an account, in the order in which they were added',
  params,
  response: { 200: zList(zRegistrationRecord) },
  handler: async ({ params: { id }, read, reply }) => {
    const row = await accountRow(read, id);
    setRevision(reply, row.revision);
    return list(row.tax_registrations.map((registration) => recordOf(registration, row.tax_id)));
  },
});

export const postTaxRegistration = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/accounts/:id/tax-registrations',
  permission: 'account.write',
  summary: 'Add a tax registration',
  description: 'Format and check digit are tested as the country publishes them. The first one becomes the taxId.',
  params,
  body: z.strictObject({
    country: zCountryCode,
    kind: zTaxRegistrationKind,
    number: zRequiredText(50),
    isPrimary: z.boolean().optional(),
  }),
  response: { 201: zAccepted(zRegistrationRecord) },
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { country, kind, number, isPrimary = false } = body;
    const input = { accountId: id, country, kind, number, isPrimary, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.addTaxRegistration(input, provenance));
    const { taxRegistrations, taxId } = outcome.state.account;
    const added = taxRegistrations.find(({ registrationId }) => registrationId === provenance.commandId);
    const data = recordOf(foundOr404(added, `tax registration ${provenance.commandId}`), taxId);
    const { position, revision } = outcome;
    return respondAccepted(reply, { data, position, revision, groups: DIRECTORY_GROUPS, status: 201 });
  },
});

export const preferTaxRegistration = defineRoute({
  ...common,
  method: 'POST',
  url: '/api/accounts/:id/tax-registrations/:registrationId/prefer',
  permission: 'account.write',
  summary: 'Make it the number that stands on invoices',
  params: paramsOfOne,
  response: { 200: zAccepted(zRegistrationRecord) },
  handler: async ({ params: { id, registrationId }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, registrationId, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.preferTaxRegistration(input, provenance));
    const { taxRegistrations, taxId } = outcome.state.account;
    const found = taxRegistrations.find((one) => one.registrationId === registrationId);
    const data = recordOf(foundOr404(found, `tax registration ${registrationId}`), taxId);
    const { position, revision } = outcome;
    return respondAccepted(reply, { data, position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deleteTaxRegistration = defineRoute({
  ...common,
  method: 'DELETE',
  url: '/api/accounts/:id/tax-registrations/:registrationId',
  permission: 'account.write',
  summary: 'Remove a tax registration',
  description: 'When it was the taxId, the oldest one that stays takes its place.',
  params: paramsOfOne,
  response: { 204: z.undefined() },
  handler: async ({ params: { id, registrationId }, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, registrationId, reason: null, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.removeTaxRegistration(input, provenance));
    const { position, revision } = outcome;
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});
