import type { CivilDate } from '../kernel/calendar.ts';
import type { DecimalString } from '../kernel/decimal.ts';
import type { ContractId, InvoiceId } from '../kernel/ids.ts';
import type { Principal } from '../kernel/principal.ts';
import type { ApprovalStep } from './chain.ts';
import type { OrderTerms, PurchaseOrderEventOf } from './events.ts';
import type { OrderRegistration } from './state.ts';

export type OrderChanges = PurchaseOrderEventOf<'PurchaseOrderChanged'>['data'];

/** Who asks, and who has to approve that. */
export interface Asking {
  readonly today: CivilDate;
  readonly by: Principal;
  readonly responsible: Principal;
  readonly steps: readonly ApprovalStep[];
  readonly remindEveryDays: number | null;
  readonly expiresOn: CivilDate | null;
}

/** A person decides; `roles` are that person's. */
export interface Deciding {
  readonly today: CivilDate;
  readonly by: Principal;
  readonly roles: readonly string[];
}

/** `today` is where the order's seller is; a decider never asks for the time. */
export type PurchaseOrderCommand =
  | { readonly kind: 'register'; readonly order: OrderRegistration }
  | { readonly kind: 'change'; readonly changes: OrderChanges }
  | ({ readonly kind: 'submit'; readonly reason: string | null } & Asking)
  | ({ readonly kind: 'amend'; readonly terms: Partial<OrderTerms>; readonly reason: string } & Asking)
  | ({ readonly kind: 'approve'; readonly reason: string | null } & Deciding)
  | ({ readonly kind: 'reject'; readonly reason: string } & Deciding)
  | ({ readonly kind: 'delegate'; readonly to: Principal; readonly reason: string } & Deciding)
  | { readonly kind: 'close'; readonly today: CivilDate; readonly reason: string }
  /** What is due by itself: reminders, the end of a request, a warning. */
  | { readonly kind: 'wake'; readonly today: CivilDate }
  | {
      readonly kind: 'draw';
      readonly invoiceId: InvoiceId;
      readonly contractIds: readonly ContractId[];
      readonly amount: DecimalString;
      readonly on: CivilDate;
      readonly tolerancePercent: DecimalString | null;
    }
  | { readonly kind: 'confirmDraw'; readonly invoiceId: InvoiceId }
  | { readonly kind: 'releaseDraw'; readonly invoiceId: InvoiceId; readonly reason: string }
  /** As much of `amount` as the draw still has. */
  | {
      readonly kind: 'giveBack';
      readonly invoiceId: InvoiceId;
      readonly creditNoteId: InvoiceId;
      readonly amount: DecimalString;
    };

export type OrderCommandOf<Kind extends PurchaseOrderCommand['kind']> = Extract<PurchaseOrderCommand, { kind: Kind }>;
