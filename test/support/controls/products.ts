import { derivedId } from '../../../src/application/derived-ids.ts';
import type { ProductId } from '../../../src/domain/kernel/ids.ts';
import type { ProductEvent } from '../../../src/domain/product/events.ts';
import type { ProductAddition } from '../../../src/domain/product/state.ts';
import { amount, currency } from './accounts.ts';

export const aProductId = (name: string) => derivedId('product', name) as ProductId;

export function aProduct(changes: Partial<ProductAddition> = {}): ProductAddition {
  return {
    productId: aProductId('seats'),
    sku: 'SEAT-1',
    name: 'Seats',
    description: null,
    pricingModel: 'seat_based',
    basePrice: amount('25.00'),
    currency: currency('EUR'),
    chargeType: 'recurring',
    category: 'seats',
    minSeats: null,
    maxSeats: null,
    seatIncrement: null,
    volumeTiers: [],
    packagePrice: null,
    packageSize: null,
    priceSteps: [],
    billingInterval: 'monthly',
    setupFee: null,
    setupFeeDistinct: false,
    trialPeriodDays: null,
    minCommitmentMonths: null,
    taxCategory: 'standard',
    active: true,
    activeFrom: null,
    activeUntil: null,
    isAddon: false,
    metadata: {},
    ...changes,
  };
}

export function productAdded(changes: Partial<ProductAddition> = {}): ProductEvent {
  return { type: 'ProductAdded', data: aProduct(changes) };
}
