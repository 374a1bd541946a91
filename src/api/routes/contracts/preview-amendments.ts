import { z } from 'zod';
import type { Amendment } from '../../../application/contracts/amendment.ts';
import { exactAmount, sumDecimals } from '../../../domain/kernel/money.ts';
import type { DueCharge } from '../../../domain/rating/due.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import * as amendments from './amendments.ts';
import { contractsOf } from './contracts-of.ts';
import { zPreviewedCharge } from './preview-contract.ts';
import { zContractParams } from './write-contracts.ts';

/** A body with the verb of its route beside it. */
function named<Body extends z.ZodObject>(of: amendments.AmendmentVerb<Body>) {
  return z
    .strictObject({ command: z.literal(of.verb), body: of.isBodyOptional === true ? of.body.optional() : of.body })
    .transform((value): Amendment => {
      // What the schema of the verb let through; the compiler loses it where the body may be left out.
      const { body } = value as { readonly body?: z.output<Body> };
      return of.amendment(body ?? of.body.parse({}));
    });
}

const zAmendment = z.union([
  named(amendments.adjustSeats),
  named(amendments.reprice),
  named(amendments.changeCommitment),
  named(amendments.grantDiscount),
  named(amendments.endDiscount),
  named(amendments.addLine),
  named(amendments.removeLine),
  named(amendments.share),
  named(amendments.extendTerm),
  named(amendments.changeSchedule),
  named(amendments.pause),
  named(amendments.resume),
  named(amendments.renew),
  named(amendments.withdrawChange),
  named(amendments.cancel),
]);

const zPreview = z
  .strictObject({
    contractId: zWireUuid,
    currency: z.string(),
    through: zWireDate,
    /** Net, of the next billing without the amendments. */
    totalBefore: zMoneyText,
    /** And with them; the difference is what they cause. */
    totalAfter: zMoneyText,
    difference: zMoneyText,
    charges: z.array(zPreviewedCharge),
  })
  .meta({ id: 'AmendmentsPreview' });

export const previewContractAmendments = defineRoute({
  method: 'POST',
  url: '/api/contracts/:id/preview-amendments',
  permission: 'contract.read',
  summary: 'What amendments would do to the next invoice',
  description:
    'Takes the commands of this contract, each as {command, body}, makes them one after the other without recording ' +
    'anything, and shows what billing would charge by `through` (today unless given), beside what it would without them.',
  tags: ['Contracts'],
  params: zContractParams,
  body: z
    .strictObject({ amendments: z.array(zAmendment).min(1).max(20), through: zWireDate.optional() })
    .meta({ id: 'PreviewAmendments' }),
  response: { 200: zSingle(zPreview) },
  handler: async ({ params, body, deps, identity, reply }) => {
    const wanted = { contractId: params.id, amendments: body.amendments, through: body.through ?? null };
    const preview = await contractsOf(deps).previewAmendments(wanted, identity());
    if (preview.outcome === 'rejected') {
      throw refuseRejection(preview.rejection);
    }
    const { contract, range, before, after, revision } = preview;
    const { currency } = contract.terms;
    const total = (charges: readonly DueCharge[]) => sumDecimals(charges.map(({ amount }) => amount));
    setRevision(reply, revision);
    return single({
      contractId: contract.contractId,
      currency,
      through: range.through,
      totalBefore: exactAmount(total(before), currency),
      totalAfter: exactAmount(total(after), currency),
      difference: exactAmount(total(after).minus(total(before)), currency),
      charges: [...after],
    });
  },
});
