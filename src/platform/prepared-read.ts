import type pg from 'pg';

/** A statement that every connection plans once, and that answers many questions at once. */
export interface PreparedRead {
  /** Unique within the program. */
  readonly name: string;
  /** What a question consists of: columns of the relation `asked`, with their types as PostgreSQL names them. */
  readonly asked: Readonly<Record<string, string>>;
  /** A select from `asked` that gives its column `question` with every row. */
  readonly text: string;
}

/** Values of the columns of `asked`, in their order. */
export type Question = readonly (string | number)[];

/** Asks one tenant's rows by one prepared statement: for each question its rows, in the order of the questions. */
export type Ask = <Row extends object>(statement: PreparedRead, questions: readonly Question[]) => Promise<Row[][]>;

/** A row, and which question it answers, counted from 1. */
export interface Answer {
  readonly question: number;
}

/** The statement over parameters: one array for each column. */
export function textOf({ asked, text }: PreparedRead): string {
  const arrays = Object.values(asked).map((type, index) => `$${index + 1}::${type}[]`);
  const names = Object.keys(asked);
  return `WITH asked AS (
    SELECT ${names}, question::integer FROM unnest(${arrays}) WITH ORDINALITY AS a(${names}, question)
  ) ${text}`;
}

/** The questions as one array for each column. */
export function columnsOf({ asked }: PreparedRead, questions: readonly Question[]): Question[] {
  return Object.keys(asked).map((_, index) => questions.map((values) => values[index] ?? ''));
}

export function byQuestion<Row extends Answer>(rows: readonly Row[], questions: number): Row[][] {
  const answers = Array.from({ length: questions }, (): Row[] => []);
  for (const row of rows) {
    answers[row.question - 1]?.push(row);
  }
  return answers;
}

/** Asks within a transaction that is open already. */
export function askOn(client: pg.ClientBase): Ask {
  return async <Row extends object>(statement: PreparedRead, questions: readonly Question[]) => {
    const { rows } = await client.query<Row & Answer>({
      name: `open ${statement.name}`,
      text: textOf(statement),
      values: columnsOf(statement, questions),
    });
    return byQuestion(rows, questions.length);
  };
}
