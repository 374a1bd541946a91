import { z } from 'zod';
import { zTaxCategory } from '../../../domain/kernel/fields.ts';
import { exactAmount, sumDecimals } from '../../../domain/kernel/money.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { zRateOut } from './contract-price.ts';
import { contractsOf } from './contracts-of.ts';
import { zContractParams } from './write-contracts.ts';

export const zPreviewedCharge = z
  .strictObject({
    lineId: zWireUuid,
    /** The account that bears it, where the cost is split; null: the buyer. */
    accountId: zWireUuid.nullable(),
    component: z.string(),
    productId: zWireUuid.nullable(),
    description: z.string(),
    periodStart: zWireDate,
    periodEnd: zWireDate,
    serviceStart: zWireDate,
    serviceEnd: zWireDate,
    days: z.int(),
    daysOfPeriod: z.int(),
    quantity: zMoneyText,
    rate: zRateOut,
    listPrice: zMoneyText,
    unitPrice: zMoneyText,
    amount: zMoneyText,
    taxCategory: zTaxCategory,
    reduces: z.string().nullable(),
  })
  .meta({ id: 'PreviewedCharge' });

const zPreview = z
  .strictObject({
    contractId: zWireUuid,
    currency: z.string(),
    from: zWireDate.nullable(),
    through: zWireDate,
    /** Net; negative when credits prevail. */
    total: zMoneyText,
    charges: z.array(zPreviewedCharge),
  })
  .meta({ id: 'ContractPreview' });

/** Reads the contract's stream: what it answers is never behind. */
export const previewContract = defineRoute({
  method: 'GET',
  url: '/api/contracts/:id/preview',
  permission: 'contract.read',
  summary: 'What billing would charge',
  description: 'Everything that is due by `through` (today unless given) and not charged yet, corrections included.',
  tags: ['Contracts'],
  params: zContractParams,
  query: z.strictObject({ from: zWireDate.optional(), through: zWireDate.optional() }),
  response: { 200: zSingle(zPreview) },
  handler: async ({ params, query, deps, identity, reply }) => {
    const wanted = { contractId: params.id, from: query.from ?? null, through: query.through ?? null };
    const preview = await contractsOf(deps).previewCharges(wanted, identity());
    if (preview.outcome === 'rejected') {
      throw refuseRejection(preview.rejection);
    }
    const { contract, charges, range, revision } = preview;
    const { currency } = contract.terms;
    setRevision(reply, revision);
    const total = exactAmount(sumDecimals(charges.map((charge) => charge.amount)), currency);
    return single({ contractId: contract.contractId, currency, ...range, total, charges: [...charges] });
  },
});
