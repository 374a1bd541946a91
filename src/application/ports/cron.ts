/** Cron texts, read where somebody knows their grammar. */
export interface Cron {
  /** Why the text is no cron of five fields, or undefined. */
  fault(text: string): string | undefined;
  /** The latest moment in (after, until] at which it is due in the time zone; null when there is none. */
  latest(wanted: {
    readonly cron: string;
    readonly timeZone: string;
    readonly after: string;
    readonly until: string;
  }): string | null;
}
