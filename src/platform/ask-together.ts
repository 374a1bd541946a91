import pg from 'pg';
import { refuseNoTenantId } from './pools.ts';
import {
  type Answer,
  type Ask,
  byQuestion,
  columnsOf,
  type PreparedRead,
  type Question,
  textOf,
} from './prepared-read.ts';

/** Somebody's questions, which wait to be sent. */
interface Asking {
  readonly tenantId: string;
  readonly statement: PreparedRead;
  readonly questions: readonly Question[];
  readonly answer: (rows: object[][]) => void;
  readonly fail: (error: unknown) => void;
}

/** Messages under way at once: few, so that questions come together; more than one, so that a slow one does not hold all. */
const LANES = 2;
/** Askers in one message: its answers come together, so this bounds how long the first one waits for the last. */
const TOGETHER_MAX = 32;

/** Of one pool: what waits, and how many messages are under way. */
interface Waiting {
  readonly askings: Asking[];
  lanes: number;
}

const WAITING = new WeakMap<pg.Pool, Waiting>();
const PREPARED = new WeakMap<pg.PoolClient, Set<string>>();

/**
 * Questions of one tenant, where answering takes less time than the way to the database and back: they go together in one
 * message when they come faster than they are answered, those of one statement as one run of it.
 *
 * PostgreSQL runs a message of several statements as one transaction, which ends with the message whatever happens, and
 * the tenant that was set for it with it.
 */
export function askTenant(pool: pg.Pool, tenantId: string): Ask {
  refuseNoTenantId(tenantId);
  return <Row extends object>(statement: PreparedRead, questions: readonly Question[]) =>
    new Promise<Row[][]>((resolve, reject) => {
      const waiting = WAITING.get(pool) ?? { askings: [], lanes: 0 };
      WAITING.set(pool, waiting);
      // The rows are what the caller says that the statement gives.
      const answer = resolve as Asking['answer'];
      waiting.askings.push({ tenantId, statement, questions, answer, fail: reject });
      if (waiting.lanes < LANES) {
        waiting.lanes += 1;
        // Once all requests that have come in at the same time have asked.
        setImmediate(() => void sendUntilNoneWaits(pool, waiting));
      }
    });
}

async function sendUntilNoneWaits(pool: pg.Pool, waiting: Waiting): Promise<void> {
  for (let together = nextOf(waiting); together.length > 0; together = nextOf(waiting)) {
    await send(pool, together);
  }
  waiting.lanes -= 1;
}

/** Those that have waited longest, as many as are of one tenant. */
function nextOf({ askings }: Waiting): Asking[] {
  const other = askings.findIndex(({ tenantId }) => tenantId !== askings[0]?.tenantId);
  return askings.splice(0, Math.min(other < 0 ? askings.length : other, TOGETHER_MAX));
}

/** Never throws: what goes wrong is told to those who asked. */
async function send(pool: pg.Pool, askings: readonly Asking[]): Promise<void> {
  try {
    await exchange(pool, askings);
  } catch (error) {
    if (askings.length > 1 && error instanceof pg.DatabaseError) {
      // Which one it was does not show; the others must not fail with it.
      for (const asking of askings) {
        await send(pool, [asking]);
      }
    } else {
      for (const { fail } of askings) {
        fail(error);
      }
    }
  }
}

async function exchange(pool: pg.Pool, askings: readonly Asking[]): Promise<void> {
  const statements = [...new Set(askings.map(({ statement }) => statement))];
  const runs = statements.map((statement) => {
    const together = askings.filter((asking) => asking.statement === statement);
    return { statement, together, questions: together.flatMap(({ questions }) => questions) };
  });
  const results = await executed(pool, askings[0]?.tenantId ?? '', runs);
  for (const [index, { together, questions }] of runs.entries()) {
    const answers = byQuestion(results[index]?.rows ?? [], questions.length);
    for (const asking of together) {
      asking.answer(answers.splice(0, asking.questions.length));
    }
  }
}

/** One statement, with all that is asked of it. */
interface Run {
  readonly statement: PreparedRead;
  readonly questions: readonly Question[];
}

async function executed(pool: pg.Pool, tenantId: string, runs: readonly Run[]): Promise<pg.QueryResult<Answer>[]> {
  const client = await pool.connect();
  try {
    for (const { statement } of runs) {
      await prepare(client, statement);
    }
    const executes = runs.map(
      ({ statement, questions }) => `execute "${statement.name}"(${columnsOf(statement, questions).map(literal)})`,
    );
    const message = `set local app.tenant = '${tenantId}'; ${executes.join('; ')}`;
    // pg gives one result per statement when a text holds several; its types know of one only.
    const [, ...results] = (await client.query(message)) as unknown as pg.QueryResult<Answer>[];
    return results;
  } finally {
    client.release();
  }
}

async function prepare(client: pg.PoolClient, statement: PreparedRead): Promise<void> {
  const known = PREPARED.get(client) ?? new Set();
  const { name } = statement;
  if (!known.has(name)) {
    const types = Object.values(statement.asked).map((type) => `${type}[]`);
    await client.query(`prepare "${name}"(${types}) as ${textOf(statement)}`);
    PREPARED.set(client, known.add(name));
  }
}

/** An array as PostgreSQL reads it. */
function literal(values: Question): string {
  return pg.escapeLiteral(`{${values.map((value) => `"${String(value).replace(/[\\"]/g, '\\$&')}"`)}}`);
}
