import { type Projection, placementOf } from './projection.ts';
import { checkRowTable } from './row-check.ts';
import type { RowDefinition } from './row-definition.ts';
import { type FoldPlan, foldRows, keysTouched, type PlainHandler, type PlainRow } from './row-fold.ts';
import { rowStatements, rowsAsJson } from './row-sql.ts';

/**
 * A table written row by row in code, and batch by batch in SQL: all rows that a batch touches are loaded by one
 * statement, folded in memory, and written by one more (and one that deletes, when rows vanish).
 *
 *     rowProjection<AccountRow>()({ table, columns, key, keyOf, on })
 *
 * Called twice because TypeScript cannot infer the key's columns beside a given Row.
 */
export function rowProjection<Row extends object>() {
  return <const Key extends keyof Row & string>(definition: RowDefinition<Row, Key>): Projection => {
    const { table, key } = definition;
    const columns: Readonly<Record<string, string>> = definition.columns;
    // From here on rows are plain records: what the types promised has been checked where the handlers were written.
    const placement = placementOf<PlainHandler>(definition.on);
    const statements = rowStatements(table, columns, key);
    const plan: FoldPlan = {
      table,
      key,
      keysOf: (event) => [definition.keyOf(event)].flat() as readonly PlainRow[],
      handlerOf: ({ stream, event }) => placement.get(stream.category)?.get(event.type),
    };
    return {
      name: table,
      wants: (event) => plan.handlerOf(event) !== undefined,
      covers: (category) => placement.has(category),
      checkTables: (tx) => checkRowTable(table, columns, key, tx),
      async project(events, tx) {
        const keys = [...keysTouched(plan, events).values()];
        if (keys.length === 0) {
          return;
        }
        const loaded = await tx.rows<PlainRow>(statements.load, [rowsAsJson(keys)]);
        const { written, removed } = foldRows(plan, loaded, events);
        if (removed.length > 0) {
          await tx.run(statements.remove, [rowsAsJson(removed)]);
        }
        if (written.length > 0) {
          await tx.run(statements.write, [rowsAsJson(written)]);
        }
      },
    };
  };
}
