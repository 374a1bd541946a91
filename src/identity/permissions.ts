/**
 * Who may do what. This is the one table; nothing about permissions is decided anywhere else.
 *
 * A permission is `<resource>.<verb>`, in the business's words. Every route declares the one it needs. Roles hold
 * permissions; a tenant may change what a role holds (an event, with before and after), but never what stands in
 * SEPARATIONS below.
 */
export const PERMISSIONS = [
  'account.read',
  'account.write', // terms, limits and credit policies included
  'credit.hold', // putting an account on credit hold
  'credit.release', // and letting it go again
  'product.read',
  'product.write',
  'seller.read',
  'seller.write', // legal entities, bank account, tax rates, number patterns
  'contract.read',
  'contract.draft',
  'contract.activate',
  'contract.amend',
  'contract.cancel',
  'contract.approve',
  'purchaseOrder.read',
  'purchaseOrder.request',
  'purchaseOrder.approve',
  'billing.read', // runs, jobs and their exceptions
  'billing.run',
  'invoice.read',
  'invoice.draft',
  'invoice.discard',
  'invoice.finalise',
  'invoice.correct', // credit notes and voids, which are documents too
  'payment.read',
  'payment.record',
  'payment.writeOff',
  'payment.refund',
  'ledger.read',
  'ledger.post', // manual journals
  'period.close',
  'audit.read',
  'audit.export',
  'webhook.manage',
  'queue.read',
  'system.operate', // retries, rebuilds
  'tenant.manage', // of the default tenant's operators: provision, suspend, resume
  'identity.manage', // keys, roles, and what roles hold
  'identity.review', // who may do what
  'identity.read', // oneself
] as const;

/** What somebody may do. */
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['admin', 'finance', 'sales', 'approver', 'auditor', 'consumer', 'operator'] as const;
export type Role = (typeof ROLES)[number];

const READS_OF_BUSINESS = [
  'account.read',
  'product.read',
  'seller.read',
  'contract.read',
  'purchaseOrder.read',
  'billing.read',
  'invoice.read',
  'payment.read',
  'ledger.read',
] as const satisfies readonly Permission[];

/** What a role holds unless its tenant has changed it. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  // Keys, roles and tenants' people; no business at all.
  admin: ['identity.read', 'identity.manage', 'identity.review'],

  // Runs billing, reviews drafts, takes payments, reconciles the books, closes the month.
  finance: [
    'identity.read',
    ...READS_OF_BUSINESS,
    'credit.hold',
    'credit.release',
    'billing.run',
    'invoice.draft',
    'invoice.discard',
    'invoice.finalise',
    'invoice.correct',
    'contract.approve',
    'purchaseOrder.approve',
    'payment.record',
    'ledger.post',
    'period.close',
  ],

  // Agrees terms, prices and limits with customers.
  sales: [
    'identity.read',
    'account.read',
    'account.write',
    'product.read',
    'product.write',
    'seller.read',
    'contract.read',
    'contract.draft',
    'contract.activate',
    'contract.amend',
    'contract.cancel',
    'purchaseOrder.read',
    'purchaseOrder.request',
    'invoice.read',
  ],

  // Signs off what others have asked for or have lost, and looks after the selling companies. People only.
  approver: [
    'identity.read',
    ...READS_OF_BUSINESS,
    'credit.hold',
    'credit.release',
    'contract.approve',
    'purchaseOrder.approve',
    'payment.writeOff',
    'payment.refund',
    'seller.write',
  ],

  // Reads everything, changes nothing.
  auditor: ['identity.read', ...READS_OF_BUSINESS, 'audit.read', 'audit.export', 'identity.review', 'queue.read'],

  // Another program that reads the projections.
  consumer: ['identity.read', ...READS_OF_BUSINESS],

  // Queues, health, rebuilds, tenants; nobody's business.
  operator: ['identity.read', 'queue.read', 'system.operate', 'tenant.manage', 'webhook.manage'],
};

/** Permissions about the business itself, as against the system and its people. */
const AROUND_BUSINESS: ReadonlySet<Permission> = new Set([
  'identity.read',
  'identity.manage',
  'identity.review',
  'tenant.manage',
  'queue.read',
  'system.operate',
  'webhook.manage',
]);
export const BUSINESS_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter((name) => !AROUND_BUSINESS.has(name));

/** What nobody gives alone where four eyes are wanted: any part in the business, and power over who has one. */
export const POWERS: readonly Permission[] = [...BUSINESS_PERMISSIONS, 'identity.manage', 'tenant.manage'];

export interface Separation {
  readonly rule: string;
  /** Whoever holds one of these … */
  readonly holding: readonly Permission[];
  /** … has none of these, in whatever roles they came. */
  readonly excludes: readonly Permission[];
}

/** Duties that stay apart in one pair of hands, whatever roles they hold and whatever a tenant has changed. */
export const SEPARATIONS: readonly Separation[] = [
  {
    rule: 'who gives out keys, roles or tenants has no part in the business',
    holding: ['identity.manage', 'tenant.manage'],
    excludes: BUSINESS_PERMISSIONS,
  },
  {
    rule: 'who changes terms, prices or limits does not finalise',
    holding: [
      'account.write',
      'product.write',
      'seller.write',
      'contract.draft',
      'contract.activate',
      'contract.amend',
      'contract.cancel',
    ],
    excludes: ['invoice.finalise', 'invoice.correct'],
  },
  {
    rule: 'who sets limits or sells does not release credit holds',
    holding: ['account.write', 'contract.draft', 'contract.activate', 'contract.amend'],
    excludes: ['credit.release'],
  },
  {
    rule: 'who records payments does not write off or refund',
    holding: ['payment.record'],
    excludes: ['payment.writeOff', 'payment.refund'],
  },
  {
    rule: 'who requests does not approve',
    holding: ['purchaseOrder.request', 'contract.draft'],
    excludes: ['purchaseOrder.approve', 'contract.approve'],
  },
];

/** Decisions that a person answers for: no machine key has them, whatever role it was given. */
export const APPROVALS: readonly Permission[] = [
  'credit.release',
  'contract.approve',
  'purchaseOrder.approve',
  'payment.writeOff',
  'payment.refund',
];

/** Permissions over the installation, not over one tenant: only people of the default tenant have them. */
export const SYSTEM_PERMISSIONS: readonly Permission[] = ['tenant.manage', 'system.operate', 'queue.read'];

/** Whether a role may ever hold a permission, whatever its tenant makes of it. */
export function mayHold(role: Role, permission: Permission): boolean {
  switch (role) {
    case 'admin':
    case 'operator':
      return !BUSINESS_PERMISSIONS.includes(permission);
    case 'auditor':
    case 'consumer':
      return !changesSomething(permission);
    case 'finance':
    case 'sales':
    case 'approver':
      return permission !== 'identity.manage' && !SYSTEM_PERMISSIONS.includes(permission);
  }
}

/** All but reads, reviews and exports. */
export function changesSomething(permission: Permission): boolean {
  return !/\.(read|review|export)$/.test(permission);
}

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
