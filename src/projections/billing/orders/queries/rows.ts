import type { CivilDate } from '../../../../domain/kernel/calendar.ts';
import type { DecimalString } from '../../../../domain/kernel/decimal.ts';
import type { Metadata } from '../../../../domain/kernel/fields.ts';
import type { ContractId, InvoiceId, PurchaseOrderId } from '../../../../domain/kernel/ids.ts';
import type { Principal } from '../../../../domain/kernel/principal.ts';
import type { OrderRegistration, OrderRequest, PurchaseOrder } from '../../../../domain/purchase-order/state.ts';
import type { BillingTables } from '../../queries/rows.ts';

export interface PurchaseOrderRow {
  readonly tenant_id: string;
  readonly order_id: PurchaseOrderId;
  readonly seller_id: OrderRegistration['sellerId'];
  readonly account_id: OrderRegistration['accountId'];
  readonly order_number: string;
  readonly currency: OrderRegistration['currency'];
  readonly amount: DecimalString;
  readonly used: DecimalString;
  readonly remaining: DecimalString;
  readonly valid_from: CivilDate;
  readonly valid_until: CivilDate | null;
  readonly contract_ids: readonly ContractId[];
  readonly description: string | null;
  readonly attachments: OrderRegistration['attachments'];
  readonly metadata: Metadata;
  readonly registered_by: Principal;
  readonly responsible: Principal;
  readonly status: PurchaseOrder['status'];
  readonly was_open: boolean;
  readonly request: OrderRequest | null;
  readonly is_pending: boolean;
  readonly waits_for: readonly string[];
  readonly asked_by: readonly string[];
  readonly decided_by: readonly string[];
  readonly is_usage_warned: boolean;
  readonly warned_of: CivilDate | null;
  readonly wakes_on: CivilDate | null;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface OrderStepRow {
  readonly tenant_id: string;
  readonly order_id: PurchaseOrderId;
  readonly revision: number;
  readonly request: number | null;
  readonly kind:
    | 'requested'
    | 'amendment_requested'
    | 'step_approved'
    | 'delegated'
    | 'rejected'
    | 'expired'
    | 'reminded'
    | 'approved'
    | 'amended'
    | 'usage_warned'
    | 'expiry_warned'
    | 'closed';
  readonly step: number | null;
  readonly approver: number | null;
  readonly said_by: Principal | null;
  readonly other_person: Principal | null;
  readonly said_on: CivilDate;
  readonly reason: string | null;
  readonly recorded_at: string;
}

export interface OrderDrawRow {
  readonly tenant_id: string;
  readonly order_id: PurchaseOrderId;
  readonly invoice_id: InvoiceId;
  readonly amount: DecimalString;
  readonly given_back: DecimalString;
  readonly remaining: DecimalString;
  readonly status: 'drawn' | 'confirmed' | 'released';
  readonly drawn_on: CivilDate;
  readonly tolerance_percent: DecimalString | null;
  readonly released_because: string | null;
  readonly drawn_at: string;
  readonly updated_at: string;
}

/** For Kysely: what queries of orders read. */
export interface OrderTables extends BillingTables {
  'billing.purchase_orders': PurchaseOrderRow;
  'billing.purchase_order_steps': OrderStepRow;
  'billing.purchase_order_draws': OrderDrawRow;
}
