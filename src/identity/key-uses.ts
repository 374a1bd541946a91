import type { Pool } from 'pg';
import { withTenant } from '../platform/pools.ts';

const WRITE_MS = 5_000;

const WRITE = `
  INSERT INTO ops.api_key_uses AS known (tenant_id, key_id, last_used_at)
  SELECT $1, used.key_id, used.at FROM unnest($2::uuid[], $3::timestamptz[]) AS used (key_id, at)
  ON CONFLICT (tenant_id, key_id) DO UPDATE SET last_used_at = greatest(known.last_used_at, excluded.last_used_at)`;

/** When keys were last used: gathered here, written every few seconds. The last moments of a crash are lost. */
export interface KeyUses {
  note(tenantId: string, keyId: string, at: string): void;
  flush(): Promise<void>;
  /** Writes what is left. */
  close(): Promise<void>;
}

export function createKeyUses(pool: Pool, onError: (error: unknown) => void): KeyUses {
  let gathered = new Map<string, Map<string, string>>(); // tenant → key → moment

  async function flush(): Promise<void> {
    const uses = gathered;
    gathered = new Map();
    for (const [tenantId, keys] of uses) {
      try {
        const values = [tenantId, [...keys.keys()], [...keys.values()]];
        await withTenant(pool, tenantId, (client) => client.query(WRITE, values));
      } catch (error) {
        onError(error);
      }
    }
  }

  const timer = setInterval(() => void flush(), WRITE_MS);
  timer.unref();
  return {
    note(tenantId, keyId, at) {
      const keys = gathered.get(tenantId) ?? new Map<string, string>();
      gathered.set(tenantId, keys.set(keyId, at));
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
