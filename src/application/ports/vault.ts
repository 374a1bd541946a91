import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';

/** Seals personal data under the key of its subject and opens it again, as long as that key exists. */
export interface Vault {
  seal(tenantId: TenantId, subjectId: string, value: unknown): Promise<Sealed>;
  /** Undefined when the subject's key was destroyed. */
  unseal(tenantId: TenantId, sealed: Sealed): Promise<unknown>;
}
