import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { ProductEvent } from '../../domain/product/events.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { ProductRow } from './queries/rows.ts';

type Changed = Extract<ProductEvent, { type: 'ProductChanged' }>['data'];
type Changes = Partial<Omit<ProductRow, 'tenant_id' | 'id'>>;

const COLUMN_OF = {
  name: 'name',
  description: 'description',
  pricingModel: 'pricing_model',
  basePrice: 'base_price',
  currency: 'currency',
  chargeType: 'charge_type',
  category: 'category',
  minSeats: 'min_seats',
  maxSeats: 'max_seats',
  seatIncrement: 'seat_increment',
  volumeTiers: 'volume_tiers',
  packagePrice: 'package_price',
  packageSize: 'package_size',
  priceSteps: 'price_steps',
  billingInterval: 'billing_interval',
  setupFee: 'setup_fee',
  setupFeeDistinct: 'setup_fee_distinct',
  trialPeriodDays: 'trial_period_days',
  minCommitmentMonths: 'min_commitment_months',
  taxCategory: 'tax_category',
  active: 'active',
  activeFrom: 'active_from',
  activeUntil: 'active_until',
  isAddon: 'is_addon',
  metadata: 'metadata',
} as const satisfies Record<keyof Changed, keyof ProductRow>;

/** The columns of the fields that an event carries. */
function columnsOf(data: Changed): Changes {
  const fields = Object.entries(COLUMN_OF) as [keyof Changed, string][]; // the constant's own keys
  const present = fields.filter(([field]) => data[field] !== undefined);
  return Object.fromEntries(present.map(([field, column]) => [column, data[field]])); // types agree: see ProductRow
}

function changed(row: ProductRow | undefined, { revision, metadata }: RecordedEvent, changes: Changes) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** One row per product, retired ones included. */
export const products = rowProjection<ProductRow>()({
  table: 'products',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    sku: 'text',
    name: 'text',
    description: 'text',
    pricing_model: 'text',
    base_price: 'numeric',
    currency: 'text',
    charge_type: 'text',
    category: 'text',
    min_seats: 'integer',
    max_seats: 'integer',
    seat_increment: 'integer',
    volume_tiers: 'jsonb',
    package_price: 'numeric',
    package_size: 'integer',
    price_steps: 'jsonb',
    billing_interval: 'text',
    setup_fee: 'numeric',
    setup_fee_distinct: 'boolean',
    trial_period_days: 'integer',
    min_commitment_months: 'integer',
    tax_category: 'text',
    active: 'boolean',
    active_from: 'date',
    active_until: 'date',
    is_addon: 'boolean',
    metadata: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
    deleted_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    product: {
      ProductAdded: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        sku: data.sku,
        name: data.name,
        description: data.description,
        pricing_model: data.pricingModel,
        base_price: data.basePrice,
        currency: data.currency,
        charge_type: data.chargeType,
        category: data.category,
        min_seats: data.minSeats,
        max_seats: data.maxSeats,
        seat_increment: data.seatIncrement,
        volume_tiers: data.volumeTiers,
        package_price: data.packagePrice,
        package_size: data.packageSize,
        price_steps: data.priceSteps,
        billing_interval: data.billingInterval,
        setup_fee: data.setupFee,
        setup_fee_distinct: data.setupFeeDistinct,
        trial_period_days: data.trialPeriodDays,
        min_commitment_months: data.minCommitmentMonths,
        tax_category: data.taxCategory,
        active: data.active,
        active_from: data.activeFrom,
        active_until: data.activeUntil,
        is_addon: data.isAddon,
        metadata: data.metadata,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
        deleted_at: null,
      }),
      ProductChanged: (row, recorded) => changed(row, recorded, columnsOf(recorded.event.data)),
      ProductRetired: (row, recorded) =>
        changed(row, recorded, { active: false, deleted_at: recorded.metadata.recordedAt }),
    },
  },
});
