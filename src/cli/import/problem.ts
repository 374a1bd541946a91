/** Something in the files that could not go in, at its place, for the person who can put it right. */
export interface Problem {
  /** Name of the file in the folder. */
  readonly file: string;
  /** The line on which the row begins, counted from 1 with the header as line 1; null when the whole file is meant. */
  readonly line: number | null;
  readonly column: string | null;
  /** `refused`: the row is wrong. `conflict`: it is in the ledger already, with other content. */
  readonly kind: 'refused' | 'conflict';
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence or clause for a person. */
  readonly reason: string;
}

const SHOWN_MAX = 60;

/** The value that somebody wrote, short enough for a message. */
export function shown(value: string): string {
  return JSON.stringify(value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value);
}

/** `contracts.csv, line 7, startDate: must be a date …` */
export function problemText({ file, line, column, reason }: Problem): string {
  const place = [file, ...(line === null ? [] : [`line ${line}`]), ...(column === null ? [] : [column])].join(', ');
  return `${place}: ${reason}`;
}
