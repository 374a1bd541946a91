import { zTaxCategory } from '../../domain/kernel/fields.ts';
import { zBillingInterval, zChargeType, zPricingModel, zProductCategory } from '../../domain/product/events.ts';
import { AMOUNT, CURRENCY, choice, TIERS, text, whole, YES_NO } from './cell-kinds.ts';
import { type FileDefinition, optional, type Row, required, withDefault } from './file-definition.ts';

const columns = {
  sku: required(text(100), 'Stock keeping unit. It identifies the product.', 'SEAT-PRO-EUR'),
  name: required(text(200), 'Stands on invoices.', 'Platform seat, professional'),
  description: optional(text(4000), 'For the catalogue.', 'Full access for one person'),
  pricingModel: required(
    choice(zPricingModel.options),
    'How the price is found. Contracts bill the first three from the catalogue today.',
    'seat_based',
  ),
  basePrice: optional(
    AMOUNT,
    'Per unit and billing interval. Tiered models take the price from `volumeTiers`.',
    '24.50',
    '0, with tiers only',
  ),
  currency: required(CURRENCY, 'Currency of the prices.', 'EUR'),
  billingInterval: required(choice(zBillingInterval.options), 'The time that the prices are for.', 'monthly'),
  chargeType: withDefault(choice(zChargeType.options), 'recurring', 'How often it is charged.', 'recurring'),
  category: withDefault(choice(zProductCategory.options), 'seats', 'Group in the catalogue.', 'platform'),
  volumeTiers: optional(TIERS, 'With tiered models only.', '1-49: 12.00 | 50-199: 10.50 | 200+: 9.00'),
  minSeats: optional(whole(0, 100_000_000), 'Fewest seats that are sold. Recorded; not applied yet.', '5'),
  maxSeats: optional(whole(1, 100_000_000), 'Most seats that are sold. Recorded; not applied yet.', '500'),
  seatIncrement: optional(whole(1, 100_000_000), 'Seats are sold in steps of this. Recorded; not applied yet.', '5'),
  setupFee: optional(AMOUNT, 'Once, with the first charge. Recorded; not applied yet.', '500.00'),
  trialPeriodDays: optional(whole(0, 365), 'Days before the term starts. Recorded; not applied yet.', '30'),
  minCommitmentMonths: optional(whole(0, 120), 'Shortest term. Recorded; not applied yet.', '12'),
  taxCategory: withDefault(choice(zTaxCategory.options), 'standard', 'Tax category of its charges.', 'standard'),
  active: withDefault(YES_NO, true, 'Offered in new contracts.', 'true'),
  isAddon: withDefault(YES_NO, false, 'Sold beside another product only.', 'false'),
};

export const PRODUCTS: FileDefinition<typeof columns> = {
  file: 'products.csv',
  about: 'One row for each product of the catalogue.',
  columns,
  key: ['sku'],
  faults({ pricingModel, basePrice, volumeTiers }) {
    const isTiered = pricingModel === 'volume_tiered' || pricingModel === 'graduated_tiered';
    const faults = [];
    if (isTiered && volumeTiers === null) {
      faults.push({ column: 'volumeTiers', reason: `is required with the pricing model ${pricingModel}` });
    }
    if (!isTiered && volumeTiers !== null) {
      faults.push({ column: 'volumeTiers', reason: `must be empty with the pricing model ${pricingModel}` });
    }
    if (!isTiered && basePrice === null) {
      faults.push({ column: 'basePrice', reason: `is required with the pricing model ${pricingModel}` });
    }
    return faults;
  },
};

export type ProductRow = Row<typeof columns>;
