import type { ClientBase, Pool, PoolClient } from 'pg';
import type { ProjectionTransaction } from './projection.ts';

/**
 * What projections may do with the batch's connection. Statements are planned each time they run: a plan that was made
 * while a table was empty would scan it for ever.
 */
export function transactionOn(client: ClientBase): ProjectionTransaction {
  return {
    async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(text, [...values])).rows;
    },
    async run(text, values = []) {
      return (await client.query(text, [...values])).rowCount ?? 0;
    },
  };
}

/**
 * Lends a connection to one transaction, which `work` begins and commits. When it throws, the transaction is rolled
 * back; a connection that broke does not go back into the pool.
 */
export async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a listener, a connection that breaks between two statements would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    await client.query('ROLLBACK').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
