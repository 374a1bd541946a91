import { z } from 'zod';
import { zContractId } from '../../../domain/kernel/ids.ts';
import type { OrderChanges } from '../../../domain/purchase-order/commands.ts';
import type { OrderTerms } from '../../../domain/purchase-order/events.ts';
import {
  zOptional,
  zOptionalText,
  zRequiredText,
  zWireDate,
  zWireInteger,
  zWireMetadata,
  zWireMoney,
} from '../../values.ts';

/** Each contract is looked at when the order is decided on. */
const CONTRACTS_MAX = 100;
const BYTES_MAX = 1_000_000_000_000;

const zAttachmentInput = z.strictObject({
  name: zRequiredText(200),
  mediaType: zRequiredText(100),
  bytes: zWireInteger(0, BYTES_MAX),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower case hexadecimal'),
  location: zOptionalText(1000).transform((value) => value ?? null),
});

export const termsInput = {
  amount: zWireMoney,
  validFrom: zWireDate,
  validUntil: zOptional(zWireDate).meta({ description: 'The last day; left out: until it is closed' }),
  contractIds: z
    .array(zContractId)
    .max(CONTRACTS_MAX, `must name at most ${CONTRACTS_MAX} contracts`)
    .optional()
    .meta({ description: 'Contracts that may be billed on it; left out or empty: all of the account' }),
};

export const papersInput = {
  description: zOptionalText(4000),
  attachments: z.array(zAttachmentInput).max(20, 'must have at most 20 attachments').optional(),
  metadata: zWireMetadata.optional(),
};

export const changesInput = {
  amount: termsInput.amount.optional(),
  validFrom: termsInput.validFrom.optional(),
  validUntil: termsInput.validUntil,
  contractIds: termsInput.contractIds,
  ...papersInput,
};

const zChanges = z.strictObject(changesInput);

/** What is to be different; what is not mentioned stays. */
export function changesOf(body: z.output<typeof zChanges>): OrderChanges {
  const { description, attachments, metadata } = body;
  return {
    ...termsChangesOf(body),
    ...(description === undefined ? {} : { description }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

export function termsChangesOf({
  amount,
  validFrom,
  validUntil,
  contractIds,
}: Pick<z.output<typeof zChanges>, keyof OrderTerms>): Partial<OrderTerms> {
  return {
    ...(amount === undefined ? {} : { amount }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(contractIds === undefined ? {} : { contractIds }),
  };
}
