import { zTaxCategory } from '../../domain/kernel/fields.ts';
import { zBillingInterval, zChargeType, zPricingModel, zProductCategory } from '../../domain/product/events.ts';
import { AMOUNT, CURRENCY, choice, DATE, STEPS, TIERS, text, whole, YES_NO } from './cell-kinds.ts';
import { type FileDefinition, optional, type Row, required, withDefault } from './file-definition.ts';

const columns = {
  sku: required(text(100), 'Stock keeping unit. It identifies the product.', 'SEAT-PRO-EUR'),
  name: required(text(200), 'Stands on invoices.', 'Platform seat, professional'),
  description: optional(text(4000), 'For the catalogue.', 'Full access for one person'),
  pricingModel: required(choice(zPricingModel.options), 'How the price is found.', 'seat_based'),
  basePrice: optional(
    AMOUNT,
    'Per unit and billing interval. Other models take the price from `volumeTiers`, `packagePrice` or `priceSteps`.',
    '24.50',
    '0, with those only',
  ),
  currency: required(CURRENCY, 'Currency of the prices.', 'EUR'),
  billingInterval: required(choice(zBillingInterval.options), 'The time that the prices are for.', 'monthly'),
  chargeType: withDefault(choice(zChargeType.options), 'recurring', 'How often it is charged.', 'recurring'),
  category: withDefault(choice(zProductCategory.options), 'seats', 'Group in the catalogue.', 'platform'),
  volumeTiers: optional(TIERS, 'With tiered models only.', '1-49: 12.00 | 50-199: 10.50 | 200+: 9.00'),
  packagePrice: optional(AMOUNT, 'Of one started block, with the model `package` only.', '45.00'),
  packageSize: optional(whole(1, 100_000_000), 'Units in one block, with the model `package` only.', '100'),
  priceSteps: optional(
    STEPS,
    'Amounts by month of the contract, with the model `custom` only. Without them each contract brings its own price.',
    '0: 900.00 | 12: 1200.00',
  ),
  minSeats: optional(whole(0, 100_000_000), 'Fewest seats that are sold.', '5'),
  maxSeats: optional(whole(1, 100_000_000), 'Most seats that are sold.', '500'),
  seatIncrement: optional(whole(1, 100_000_000), 'Seats are sold in steps of this.', '5'),
  setupFee: optional(AMOUNT, 'Once, with the first charge.', '500.00'),
  setupFeeDistinct: withDefault(YES_NO, false, 'The setup fee is for something of its own value.', 'false'),
  trialPeriodDays: optional(
    whole(0, 365),
    'Days of a contract before its service starts, where the contract says nothing. Not for imported contracts.',
    '30',
  ),
  minCommitmentMonths: optional(whole(0, 120), 'Shortest term.', '12'),
  taxCategory: withDefault(choice(zTaxCategory.options), 'standard', 'Tax category of its charges.', 'standard'),
  active: withDefault(YES_NO, true, 'Offered in new contracts.', 'true'),
  activeFrom: optional(DATE, 'First day on which something sold may start.', '2026-01-01'),
  activeUntil: optional(DATE, 'Last day on which something sold may start.', '2027-12-31'),
  isAddon: withDefault(YES_NO, false, 'Sold beside another product only.', 'false'),
};

/** Columns that only some pricing models read. */
const PRICES = [
  { column: 'volumeTiers', models: ['volume_tiered', 'graduated_tiered'], isRequired: true },
  { column: 'packagePrice', models: ['package'], isRequired: true },
  { column: 'packageSize', models: ['package'], isRequired: true },
  { column: 'priceSteps', models: ['custom'], isRequired: false },
] as const;

export const PRODUCTS: FileDefinition<typeof columns> = {
  file: 'products.csv',
  about: 'One row for each product of the catalogue.',
  columns,
  key: ['sku'],
  faults(values) {
    const { pricingModel, basePrice } = values;
    const faults: { column: keyof typeof values; reason: string }[] = PRICES.flatMap(
      ({ column, models, isRequired }) => {
        const isRead = models.some((model) => model === pricingModel);
        if (isRead && isRequired && values[column] === null) {
          return [{ column, reason: `is required with the pricing model ${pricingModel}` }];
        }
        return isRead || values[column] === null
          ? []
          : [{ column, reason: `must be empty with the pricing model ${pricingModel}` }];
      },
    );
    if ((pricingModel === 'seat_based' || pricingModel === 'flat_fee') && basePrice === null) {
      faults.push({ column: 'basePrice', reason: `is required with the pricing model ${pricingModel}` });
    }
    return faults;
  },
};

export type ProductRow = Row<typeof columns>;
