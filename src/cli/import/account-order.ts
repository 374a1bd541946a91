import type { AccountRow } from './accounts-file.ts';
import type { Problem } from './problem.ts';

export interface OrderedAccounts {
  /** Parents before children: all rows of one level can go in at once when those before are in. */
  readonly levels: readonly (readonly AccountRow[])[];
  readonly problems: readonly Problem[];
}

/**
 * Sorts accounts by their parents, in whatever order the file has them. A parent that is not in the file may have been
 * imported before. Accounts that lead round in a circle, and those below them, are refused.
 */
export function orderAccounts(rows: readonly AccountRow[]): OrderedAccounts {
  const byReference = new Map(rows.map((row) => [row.values.reference, row]));
  const childrenOf = new Map<string, AccountRow[]>();
  let level: AccountRow[] = [];
  for (const row of rows) {
    const parent = row.values.parentReference;
    if (parent === null || !byReference.has(parent)) {
      level.push(row);
    } else {
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), row]);
    }
  }
  const levels: AccountRow[][] = [];
  const placed = new Set<AccountRow>();
  while (level.length > 0) {
    levels.push(level);
    for (const row of level) {
      placed.add(row);
    }
    level = level.flatMap((row) => childrenOf.get(row.values.reference) ?? []);
  }
  const problems = rows.filter((row) => !placed.has(row)).map((row) => circleProblem(row, byReference));
  return { levels, problems };
}

function circleProblem(row: AccountRow, byReference: ReadonlyMap<string, AccountRow>): Problem {
  const { file, line } = row;
  const way = [row.values.reference];
  for (let next = row.values.parentReference; next !== null; ) {
    const before = way.indexOf(next);
    way.push(next);
    if (before !== -1) {
      const circle = way.slice(before).join(' → ');
      const reason = before === 0 ? `leads back to the account itself: ${circle}` : `leads into a circle: ${circle}`;
      return { file, line, column: 'parentReference', kind: 'refused', code: 'PARENT_CIRCLE', reason };
    }
    next = byReference.get(next)?.values.parentReference ?? null;
  }
  throw new Error(`Account ${row.values.reference} leads to the top, and still had no place`);
}
