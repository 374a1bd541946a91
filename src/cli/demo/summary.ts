import type { Decimal } from '../../domain/kernel/decimal.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { ImportReport } from '../import/import-report.ts';
import type { BilledRun } from './bill.ts';
import type { CurrencyTotals, Figures, Series, Sums, TrialBalance } from './figures.ts';
import type { Quarter } from './quarter.ts';
import { grouped, textTable } from './text-table.ts';

export interface DemoResult {
  readonly quarter: Quarter;
  readonly imports: readonly ImportReport[];
  readonly runs: readonly BilledRun[];
  readonly figures: Figures;
}

/** What happened, for somebody from finance. */
export function summaryText({ quarter, imports, runs, figures }: DemoResult): string {
  return [
    `Billing of ${quarter.name} (${quarter.firstDay} to ${quarter.lastDay})\n`,
    section('Imported', imported(imports)),
    section('Billing runs', billingRuns(runs)),
    section('Documents', documents(figures)),
    section('Totals', textTable([TOTALS_HEADER, ...figures.totals.flatMap(totalRows)])),
    section('Exceptions', exceptions(figures)),
    section('Number register', textTable(figures.series.map(seriesRow))),
    section('Trial balance', trialBalance(figures.trialBalance)),
  ].join('\n');
}

function section(title: string, content: string): string {
  return `${title}\n${content}`;
}

function imported(reports: readonly ImportReport[]): string {
  const files = reports.flatMap((report) => report.files.filter(({ isPresent }) => isPresent));
  const rows = files.map(({ file, added, unchanged, conflicts, refused }) =>
    [file, added, unchanged, conflicts, refused].map(String),
  );
  const total = files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const seconds = reports.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  return (
    textTable([['', 'added', 'there before', 'in conflict', 'refused'], ...rows]) +
    `  ${total} rows in ${seconds.toFixed(1)} s, ${Math.round(total / Math.max(seconds, 0.001))} rows/s\n`
  );
}

function billingRuns(runs: readonly BilledRun[]): string {
  const rows = runs.map(({ title, documents: made, nothingDue, exceptions: failed, durationMs }) => {
    const seconds = durationMs / 1_000;
    const rate = seconds > 0 ? Math.round(made / seconds) : made;
    return [title, String(made), String(nothingDue), String(failed), `${seconds.toFixed(1)} s`, `${rate}/s`];
  });
  const table = textTable([['', 'documents', 'nothing due', 'exceptions', 'time', 'rate'], ...rows]);
  const isRepeated = runs.every((run) => run.documents === 0);
  return isRepeated ? `${table}  All of it was billed before: nothing is due twice.\n` : table;
}

function documents({ invoices, consolidated, creditNotes, drafts }: Figures): string {
  return textTable([
    ['Invoices', String(invoices)],
    ['  of several contracts', String(consolidated)],
    ['Credit notes', String(creditNotes)],
    ['Drafts to review', String(drafts)],
  ]);
}

const TOTALS_HEADER = ['', 'number', 'net', 'tax', 'gross'];

function totalRows({ currency, invoices, creditNotes }: CurrencyTotals): string[][] {
  const money = (value: Decimal) => grouped(exactAmount(value, currency));
  const row = (name: string, { count, net, tax, gross }: Sums, sign: 1 | -1) => {
    const signed = (value: Decimal) => money(sign === 1 ? value : value.neg());
    return [`${currency}  ${name}`, String(count), signed(net), signed(tax), signed(gross)];
  };
  const both = {
    count: invoices.count + creditNotes.count,
    net: invoices.net.minus(creditNotes.net),
    tax: invoices.tax.minus(creditNotes.tax),
    gross: invoices.gross.minus(creditNotes.gross),
  };
  return [row('invoices', invoices, 1), row('credit notes', creditNotes, -1), row('together', both, 1)];
}

function exceptions({ exceptions: found }: Figures): string {
  return found.length === 0
    ? '  none: every contract in scope was billed, or had nothing due\n'
    : found.map(({ contractNumber, code, message }) => `  ${contractNumber ?? '?'}: ${message} (${code})\n`).join('');
}

function seriesRow({ first, last, count, missing }: Series): string[] {
  return [`${first} to ${last}`, `${count} numbers`, missing === 0 ? 'no gaps' : `${missing} MISSING`];
}

function trialBalance({ balanced, currencies }: TrialBalance): string {
  const names = new Map(
    currencies.flatMap(({ accounts }) =>
      accounts.map(({ accountCode, accountName }) => [accountCode, `${accountCode} ${accountName}`] as const),
    ),
  );
  const balanceOf = (code: string) =>
    currencies.map(({ accounts }) => {
      const found = accounts.find(({ accountCode }) => accountCode === code);
      return found === undefined ? '' : grouped(found.balance);
    });
  const table = textTable([
    ['', ...currencies.map(({ currency }) => currency)],
    ...[...names].sort().map(([code, name]) => [name, ...balanceOf(code)]),
    ['Debits', ...currencies.map(({ debits }) => grouped(debits))],
    ['Credits', ...currencies.map(({ credits }) => grouped(credits))],
    ['Difference', ...currencies.map(({ difference }) => grouped(difference))],
  ]);
  return `${table}  ${balanced ? 'The books balance: debits equal credits in every currency.' : 'THE BOOKS DO NOT BALANCE.'}\n`;
}
