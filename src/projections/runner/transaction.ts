import type { ClientBase } from 'pg';
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
