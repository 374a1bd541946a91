import { z } from 'zod';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zCountryCode, zPaymentTerms } from '../../../domain/kernel/fields.ts';
import { zAccountId, zSellerId } from '../../../domain/kernel/ids.ts';
import { zApprovalStep } from '../../../domain/purchase-order/chain.ts';
import type { SellerChanges } from '../../../domain/seller/change.ts';
import { zNumberSeries } from '../../../domain/seller/events.ts';
import type { SeriesChange, SeriesKind } from '../../../domain/seller/state.ts';
import { ROLES } from '../../../identity/permissions.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { zOptional, zOptionalText, zRequiredText, zWireDate, zWireInteger, zWireMoney } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { sellerRecord, zSeller } from './seller-record.ts';

const dated = <Value extends z.ZodType>(value: Value) =>
  z
    .array(z.strictObject({ validFrom: zWireDate, value }))
    .max(100, 'must have at most 100 values')
    .optional();

const zThresholdInput = z.strictObject({
  minValue: zOptional(zWireMoney).transform((value) => value ?? null),
  currency: zOptional(zCurrencyCode).transform((value) => value ?? null),
  minDiscountPercent: zOptional(zWireMoney).transform((value) => value ?? null),
  roles: z.array(z.enum(ROLES)).min(1, 'must name at least one role').max(5),
});

const zOrderApprovalInput = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        accountId: zOptional(zAccountId).transform((value) => value ?? null),
        minAmount: zOptional(zWireMoney).transform((value) => value ?? null),
        currency: zOptional(zCurrencyCode).transform((value) => value ?? null),
        steps: z.array(zApprovalStep).min(1, 'must have at least one step').max(5),
      }),
    )
    .max(50),
  remindEveryDays: zWireInteger(1, 90),
  expireAfterDays: zWireInteger(1, 366),
});

const zPoliciesInput = z.strictObject({
  roundingMode: dated(z.enum(['half_up', 'half_even'])),
  taxPoint: dated(z.enum(['issue', 'supplyOrPayment'])),
  invoiceLeadDays: dated(zWireInteger(0, 366)),
  contractApproval: dated(z.array(zThresholdInput).max(20)),
  orderApproval: dated(zOrderApprovalInput),
  billingGuard: dated(z.strictObject({ maxLines: zWireInteger(1, 100_000), maxTimesUsual: zWireMoney })),
  deductionLimits: dated(
    z.strictObject({
      tolerance: zWireMoney,
      earlyPaymentDiscount: zWireMoney,
      bankFee: zWireMoney,
      withholdingTax: zWireMoney,
    }),
  ),
});

const zSeriesInput = z
  .strictObject({
    pattern: zNumberSeries.shape.pattern,
    base: zWireInteger(1, 999_999_999),
    fromYear: zWireInteger(1900, 2999),
  })
  .optional();

const zSellerChanges = z
  .strictObject({
    legalName: zRequiredText(200).optional(),
    addressLines: z.array(zRequiredText(200)).max(6).optional(),
    country: zCountryCode.optional(),
    taxRegistrations: z
      .array(
        z.strictObject({
          country: zCountryCode,
          number: zRequiredText(50),
          validFrom: zOptional(zWireDate).transform((day) => day ?? null),
        }),
      )
      .max(50)
      .optional(),
    bankAccount: zOptionalText(60),
    baseCurrency: zCurrencyCode.optional(),
    timeZone: zRequiredText(60).optional(),
    numberSeries: z.strictObject({ invoice: zSeriesInput, creditNote: zSeriesInput }).optional(),
    paymentTerms: zOptional(zPaymentTerms),
    paymentTermsDays: zOptional(zWireInteger(0, 365)),
    invoiceFooter: zOptionalText(4000),
    policies: zPoliciesInput.optional(),
    reason: zRequiredText(1000),
  })
  .refine(({ paymentTerms, paymentTermsDays }) => paymentTerms !== undefined || paymentTermsDays === undefined, {
    path: ['paymentTerms'],
    message: 'is required with paymentTermsDays',
  })
  .meta({ id: 'SellerChanges' });

type Body = z.output<typeof zSellerChanges>;

function changesOf(body: Body): SellerChanges {
  const { reason: _reason, numberSeries, paymentTerms, paymentTermsDays, ...fields } = body;
  return {
    ...fields,
    numberSeries: [
      ...seriesChange('invoice', numberSeries?.invoice),
      ...seriesChange('credit_note', numberSeries?.creditNote),
    ],
    defaultTerms: paymentTerms ? { paymentTerms, paymentTermsDays: paymentTermsDays ?? null } : paymentTerms,
  };
}

function seriesChange(kind: SeriesKind, change: Omit<SeriesChange, 'kind'> | undefined): SeriesChange[] {
  return change === undefined ? [] : [{ kind, ...change }];
}

export const patchSeller = defineRoute({
  method: 'PATCH',
  url: '/api/sellers/:id',
  permission: 'seller.write',
  summary: 'Change a seller',
  description:
    'Each thing that differs is recorded by itself, with before, after and reason; all of them or none. The base currency is fixed once a document has its number; a number series, in each year in which one was given.',
  tags: ['Sellers'],
  params: z.strictObject({ id: zSellerId }),
  body: zSellerChanges,
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zSeller) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { sellerId: params.id, changes: changesOf(body), reason: body.reason, expectedRevision };
    const { state, position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.changeSeller(input, provenance),
    );
    const data = sellerRecord(state, state, deps.clock.now());
    return respondAccepted(reply, { data, position, revision, groups: DIRECTORY_GROUPS });
  },
});
