import { isSameDecimal, isSameJson } from '../../domain/kernel/changed-fields.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { ImportDeps } from './dependencies.ts';
import { type Problem, shown } from './problem.ts';

/** What became of one row. */
export type RowOutcome = 'added' | 'unchanged' | readonly Problem[];

interface Place {
  readonly file: string;
  readonly line: number;
}

/** A value as the file wants it beside the one that is there. */
export interface Compared {
  readonly column: string;
  readonly wanted: unknown;
  readonly there: unknown;
  /** Numbers as text: 10 and 10.00 are the same. */
  readonly isDecimal?: boolean;
}

export function refusal({ file, line }: Place, column: string | null, code: string, reason: string): Problem {
  return { file, line, column, kind: 'refused', code, reason };
}

/** Something that a row refers to is not there: because its own row was refused, or because nobody ever named it. */
export function missing(
  { refusedLine }: Pick<ImportDeps, 'refusedLine'>,
  place: Place,
  { column, what, key, file }: { column: string; what: string; key: string; file: string },
): Problem {
  const line = refusedLine(file, key);
  return line === undefined
    ? refusal(place, column, 'NOT_FOUND', `names no ${what}: ${shown(key)} is neither in ${file} nor imported before`)
    : refusal(place, column, 'REFUSED_BEFORE', `names ${shown(key)}, which was refused on line ${line} of ${file}`);
}

/** A business rule said no: its fields become the columns that they came from. */
export function refusedBy(
  rejection: Rejection,
  place: Place,
  columnOf: Readonly<Record<string, string>> = {},
): readonly Problem[] {
  const [field] = Object.keys(rejection.fields ?? {});
  const column = field === undefined ? null : (columnOf[field] ?? field);
  return [refusal(place, column, rejection.code, rejection.message)];
}

/** Unchanged when everything is there as wanted, else one conflict for each column that differs. */
export function compareRow({ file, line }: Place, compared: readonly Compared[]): RowOutcome {
  const conflicts = compared.flatMap(({ column, wanted, there, isDecimal = false }): Problem[] => {
    const isSame = isDecimal ? isSameDecimal(wanted, there) : isSameJson(wanted, there);
    const reason = `is ${valueText(there)} in the ledger, ${valueText(wanted)} in the file; nothing was changed`;
    return isSame ? [] : [{ file, line, column, kind: 'conflict', code: 'DIFFERS', reason }];
  });
  return conflicts.length === 0 ? 'unchanged' : conflicts;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) {
    return 'empty';
  }
  return typeof value === 'string' ? shown(value) : JSON.stringify(value);
}
