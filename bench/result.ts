/** One line of the table that `npm run bench` prints. */
export interface BenchResult {
  readonly scenario: string;
  readonly rate: number;
  readonly unit: string;
  /** What the machine could do at most, measured in the same run. */
  readonly raw?: { readonly what: string; readonly rate: number };
  readonly ratio?: number;
  readonly details?: Readonly<Record<string, number | string>>;
}
