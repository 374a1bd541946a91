import { z } from 'zod';
import { zContractLineId } from '../../../domain/kernel/ids.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { zOptional, zOptionalText, zWireDate, zWireInteger, zWireMoney } from '../../values.ts';
import { priceTermsOf, zPriceInput } from './contract-price.ts';
import { zContract } from './contract-record.ts';
import { CONTRACT_GROUPS, contractsOf } from './contracts-of.ts';
import { respondWithContract, zContractParams } from './write-contracts.ts';

const zReason = zOptionalText(1000);

const common = {
  method: 'POST',
  tags: ['Contracts'],
  params: zContractParams,
  groups: CONTRACT_GROUPS,
  response: { 200: zAccepted(zContract) },
} as const;

/** Of one line, from a day on: today where the seller is unless given. */
const lineAmendment = {
  lineId: zOptional(zContractLineId).meta({ description: 'May be left out where the contract has one line' }),
  effectiveOn: zOptional(zWireDate).meta({
    description: 'First day of the new terms, past or future; today unless given',
  }),
  reason: zReason,
};

export const activateContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/activate',
  permission: 'contract.activate',
  summary: 'Activate a draft',
  description: 'Prices of the catalogue are copied onto the contract: later edits of the catalogue do not rebill it.',
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).activateContract(input, provenance));
  },
});

export const adjustContractSeats = defineRoute({
  ...common,
  url: '/api/contracts/:id/adjust-seats',
  permission: 'contract.amend',
  summary: 'Set the seats of a line from a day on',
  description: 'What changes for periods that are charged already comes with the next billing, as charge or credit.',
  body: z.strictObject({ ...lineAmendment, quantity: zWireInteger(0, 100_000_000) }).meta({ id: 'AdjustSeats' }),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = {
      contractId: params.id,
      lineId: body.lineId ?? null,
      effectiveOn: body.effectiveOn ?? null,
      quantity: body.quantity,
      reason: body.reason ?? null,
      expectedRevision,
    };
    return respondWithContract(reply, await contractsOf(deps).adjustSeats(input, provenance));
  },
});

const zReprice = z
  .strictObject({ ...lineAmendment, price: zPriceInput.optional(), seatPrice: zWireMoney.optional() })
  .transform(({ price, seatPrice, ...rest }, context) => {
    if (price !== undefined && seatPrice === undefined) {
      return { ...rest, price: priceTermsOf(price) };
    }
    if (seatPrice !== undefined && price === undefined) {
      return { ...rest, price: { model: 'seat_based' as const, unitPrice: seatPrice, intervalMonths: 1 } };
    }
    context.addIssue({
      code: 'custom',
      path: ['price'],
      message: 'or seatPrice must be given, one of them',
      input: price,
    });
    return z.NEVER;
  })
  .meta({ id: 'Reprice', description: 'Either price, or seatPrice per seat and month' });

export const repriceContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/reprice',
  permission: 'contract.amend',
  summary: 'Set the price of a line from a day on',
  body: zReprice,
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = {
      contractId: params.id,
      lineId: body.lineId ?? null,
      effectiveOn: body.effectiveOn ?? null,
      price: body.price,
      reason: body.reason ?? null,
      expectedRevision,
    };
    return respondWithContract(reply, await contractsOf(deps).repriceLine(input, provenance));
  },
});

export const cancelContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/cancel',
  permission: 'contract.cancel',
  summary: 'End the service early',
  description: 'Days that were charged and are not served are credited with the next billing.',
  body: z
    .strictObject({ lastServiceDay: zOptional(zWireDate), reason: zReason })
    .meta({ id: 'CancelContract', description: 'lastServiceDay is today where the seller is unless given' })
    .optional(),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = {
      contractId: params.id,
      lastServiceDay: body?.lastServiceDay ?? null,
      reason: body?.reason ?? null,
      expectedRevision,
    };
    return respondWithContract(reply, await contractsOf(deps).cancelContract(input, provenance));
  },
});
