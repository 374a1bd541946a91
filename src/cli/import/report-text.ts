import type { FileReport, ImportReport } from './import-report.ts';
import { problemText } from './problem.ts';

/** Beyond this the report is a wall; `--json` has them all. */
const PROBLEMS_SHOWN_MAX = 200;

/** What an import did, for the person who started it. */
export function reportText(report: ImportReport & { readonly referencesElsewhere?: number }): string {
  const shown = report.problems.slice(0, PROBLEMS_SHOWN_MAX);
  const hidden = report.problems.length - shown.length;
  return [
    ...shown.map(problemText),
    ...(hidden > 0 ? [`… and ${hidden} more; --json lists all of them`] : []),
    ...(report.problems.length > 0 ? [''] : []),
    ...report.files.filter(({ isPresent }) => isPresent).map((file) => fileText(file, report.dryRun)),
    ...missingFiles(report),
    ...elsewhere(report.referencesElsewhere ?? 0),
    lastLine(report),
    '',
  ].join('\n');
}

function fileText({ file, rowCount, added, unchanged, conflicts, refused }: FileReport, dryRun: boolean): string {
  const counts = dryRun
    ? [`${refused} refused`]
    : [`${added} added`, `${unchanged} unchanged`, `${conflicts} in conflict`, `${refused} refused`];
  return `${file.padEnd(14)} ${String(rowCount).padStart(7)} rows: ${counts.join(', ')}`;
}

function missingFiles({ files }: ImportReport): string[] {
  const missing = files.filter(({ isPresent }) => !isPresent).map(({ file }) => file);
  return missing.length === 0 ? [] : [`not in the folder: ${missing.join(', ')}`];
}

function elsewhere(references: number): string[] {
  return references === 0
    ? []
    : [`${references} references name records that are not in these files; the import looks for them in the ledger`];
}

function lastLine({ dryRun, files, problems, durationMs }: ImportReport): string {
  const rows = files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const seconds = durationMs / 1_000;
  const rate = seconds > 0 ? Math.round(rows / seconds) : rows;
  const verdict = problems.length === 0 ? 'Everything is right.' : 'Put the rows above right and run it again.';
  return dryRun
    ? `Checked only, nothing was written. ${verdict}`
    : `${rows} rows in ${seconds.toFixed(1)} s, ${rate} rows/s. ${verdict}`;
}
