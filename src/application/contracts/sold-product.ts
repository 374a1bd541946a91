import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ProductId, TenantId } from '../../domain/kernel/ids.ts';
import { product } from '../../domain/product/product.ts';
import { saleFault } from '../../domain/product/sale.ts';
import type { Product } from '../../domain/product/state.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import type { EventStore } from '../ports/event-store.ts';
import { productStream } from '../streams.ts';

/** What a line says of its sale. */
interface SoldLine {
  readonly productId: ProductId;
  /** Null: the catalogue's. */
  readonly price: PriceTerms | null;
  /** Null: the product's. */
  readonly chargeType: 'recurring' | 'one_time' | null;
  /** Null: the contract's. */
  readonly startDate: CivilDate | null;
}

/** The product of a line, if it can be sold like that. */
export async function soldProduct(
  eventStore: EventStore,
  tenantId: TenantId,
  line: SoldLine,
  index: number,
  { startDate, endDate }: ContractTerms,
): Promise<Product | { readonly rejection: Rejection }> {
  const field = `lines.${index}.productId`;
  const { state: sold } = await eventStore.load(productStream(tenantId, line.productId), product);
  if (sold.status === 'none') {
    const message = `There is no product ${line.productId}, which line ${index + 1} sells.`;
    return { rejection: { code: 'PRODUCT_NOT_FOUND', message, fields: { [field]: 'is no product' } } };
  }
  const fault = saleFault(sold, {
    firstDay: line.startDate ?? startDate,
    termStart: startDate,
    termEnd: endDate,
    chargeType: line.chargeType,
    hasOwnPrice: line.price !== null,
  });
  return fault === undefined
    ? sold
    : {
        rejection: {
          code: fault.code,
          message: `Line ${index + 1}: ${fault.message}`,
          fields: { [field]: fault.text },
        },
      };
}

/**
 * The trial of a contract that says nothing of one: the shortest of its recurring lines. A line without a product, or
 * whose product has none, has no trial; nothing is given away that the catalogue does not offer.
 */
export async function trialDaysOf(
  eventStore: EventStore,
  tenantId: TenantId,
  lines: readonly { readonly productId: ProductId | null; readonly chargeType: SoldLine['chargeType'] }[] | null,
): Promise<number> {
  const trials: number[] = [];
  for (const { productId, chargeType } of lines ?? []) {
    const { state: sold } =
      productId === null
        ? { state: product.initialState }
        : await eventStore.load(productStream(tenantId, productId), product);
    const isOffered = sold.status !== 'none';
    if ((chargeType ?? (isOffered ? sold.chargeType : 'recurring')) !== 'one_time') {
      trials.push(isOffered ? (sold.trialPeriodDays ?? 0) : 0);
    }
  }
  return trials.length === 0 ? 0 : Math.min(...trials);
}
