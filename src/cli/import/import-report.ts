import type { Problem } from './problem.ts';
import type { FileSummary } from './read-folder.ts';
import type { RowOutcome } from './row-outcome.ts';

export interface FileReport extends FileSummary {
  readonly added: number;
  /** There already, with the same content. */
  readonly unchanged: number;
  /** There already, with other content: nothing was overwritten. */
  readonly conflicts: number;
  readonly refused: number;
}

export interface ImportReport {
  readonly folder: string;
  /** True when the files were only checked. */
  readonly dryRun: boolean;
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
  readonly durationMs: number;
}

/** Rows as they are done. */
export interface Tally {
  count(file: string, outcome: RowOutcome): void;
  report(): Pick<ImportReport, 'files' | 'problems'>;
}

export function createTally(files: readonly FileSummary[], before: readonly Problem[]): Tally {
  const problems = [...before];
  const counts = new Map(files.map(({ file }) => [file, { added: 0, unchanged: 0 }]));
  return {
    count(file, outcome) {
      const count = counts.get(file);
      if (typeof outcome !== 'string') {
        problems.push(...outcome);
      } else if (count !== undefined) {
        count[outcome] += 1;
      }
    },
    report() {
      const order = (file: string) => files.findIndex((summary) => summary.file === file);
      return {
        files: files.map((summary) => ({
          ...summary,
          added: counts.get(summary.file)?.added ?? 0,
          unchanged: counts.get(summary.file)?.unchanged ?? 0,
          conflicts: rowsWith(problems, summary.file, 'conflict'),
          refused: rowsWith(problems, summary.file, 'refused'),
        })),
        problems: problems.toSorted((a, b) => order(a.file) - order(b.file) || (a.line ?? 0) - (b.line ?? 0)),
      };
    },
  };
}

/** A row may have several problems; it is one row. */
function rowsWith(problems: readonly Problem[], file: string, kind: Problem['kind']): number {
  const found = problems.filter((problem) => problem.file === file && problem.kind === kind);
  return new Set(found.map(({ line }) => line)).size;
}
