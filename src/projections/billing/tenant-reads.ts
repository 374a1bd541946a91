import type { Pool } from 'pg';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { withTenant } from '../../platform/pools.ts';

/** How finders read: one tenant at a time, as row-level security wants it. */
export interface TenantReads {
  ofTenant<Row extends object>(tenantId: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** One tenant after the other, of those in whose books billing may have left something undone. */
  ofAllTenants<Row extends object>(text: string): Promise<Row[]>;
}

/** `pool`: role worker. */
export function tenantReads(pool: Pool): TenantReads {
  async function ofTenant<Row extends object>(
    tenantId: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const read = async (client: { query: Pool['query'] }) => (await client.query<Row>(text, [...values])).rows;
    return withTenant(pool, tenantId, read, { access: 'read' });
  }

  return {
    ofTenant,
    async ofAllTenants<Row extends object>(text: string): Promise<Row[]> {
      const found: Row[] = [];
      const { rows } = await pool.query<{ id: TenantId }>('SELECT billing.all_billed_tenants() AS id');
      for (const { id } of rows) {
        found.push(...(await ofTenant<Row>(id, text)));
      }
      return found;
    },
  };
}
