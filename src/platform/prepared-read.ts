import pg from 'pg';
import { refuseNoTenantId } from './pools.ts';

/** A statement that every connection plans once. */
export interface PreparedRead {
  /** Unique within the program. */
  readonly name: string;
  /** Of $1, $2 and so on, as PostgreSQL names them. */
  readonly types: readonly string[];
  readonly text: string;
}

type Value = string | number | readonly string[];

/** Asks one tenant's rows by one prepared statement. */
export type Ask = <Row extends object>(statement: PreparedRead, ...values: readonly Value[]) => Promise<Row[]>;

/** A question that waits to be sent. */
interface Question {
  readonly tenantId: string;
  readonly statement: PreparedRead;
  readonly values: readonly Value[];
  readonly answer: (rows: object[]) => void;
  readonly fail: (error: unknown) => void;
}

/** Messages under way at once: few, so that questions come together; more than one, so that a slow one does not hold all. */
const LANES = 3;
/** Questions in one message: its answers come together, so this bounds how long the first one waits for the last. */
const TOGETHER_MAX = 16;

/** Of one pool: what waits, and how many messages are under way. */
interface Waiting {
  readonly questions: Question[];
  lanes: number;
}

const WAITING = new WeakMap<pg.Pool, Waiting>();
const PREPARED = new WeakMap<pg.PoolClient, Set<string>>();

/**
 * One statement for one tenant, where it takes less time than the way to the database and back: such questions of one
 * tenant go together in one message when they come faster than they are answered, and at once when they do not.
 *
 * PostgreSQL runs a message of several statements as one transaction, which ends with the message whatever happens, and
 * the tenant that was set for it with it.
 */
export function askTenant(pool: pg.Pool, tenantId: string): Ask {
  refuseNoTenantId(tenantId);
  return <Row extends object>(statement: PreparedRead, ...values: readonly Value[]) =>
    new Promise<Row[]>((resolve, reject) => {
      const waiting = WAITING.get(pool) ?? { questions: [], lanes: 0 };
      WAITING.set(pool, waiting);
      // The rows are what the caller says that the statement gives.
      const answer = resolve as Question['answer'];
      waiting.questions.push({ tenantId, statement, values, answer, fail: reject });
      if (waiting.lanes < LANES) {
        waiting.lanes += 1;
        void sendUntilNoneWaits(pool, waiting);
      }
    });
}

/** The same within a transaction that is open already. */
export function askOn(client: pg.ClientBase): Ask {
  return async <Row extends object>({ name, text }: PreparedRead, ...values: readonly Value[]) =>
    (await client.query<Row>({ name: `open ${name}`, text, values: [...values] })).rows;
}

async function sendUntilNoneWaits(pool: pg.Pool, waiting: Waiting): Promise<void> {
  for (let together = nextOf(waiting); together.length > 0; together = nextOf(waiting)) {
    await send(pool, together);
  }
  waiting.lanes -= 1;
}

/** The questions that have waited longest, as many as are of one tenant. */
function nextOf({ questions }: Waiting): Question[] {
  const other = questions.findIndex(({ tenantId }) => tenantId !== questions[0]?.tenantId);
  return questions.splice(0, Math.min(other < 0 ? questions.length : other, TOGETHER_MAX));
}

/** Never throws: what goes wrong is told to those who asked. */
async function send(pool: pg.Pool, questions: readonly Question[]): Promise<void> {
  try {
    const results = await exchange(pool, questions);
    for (const [index, { answer }] of questions.entries()) {
      answer(results[index]?.rows ?? []);
    }
  } catch (error) {
    if (questions.length > 1 && error instanceof pg.DatabaseError) {
      // Which one it was does not show; the others must not fail with it.
      for (const question of questions) {
        await send(pool, [question]);
      }
    } else {
      for (const { fail } of questions) {
        fail(error);
      }
    }
  }
}

async function exchange(pool: pg.Pool, questions: readonly Question[]): Promise<pg.QueryResult[]> {
  const client = await pool.connect();
  try {
    for (const { statement } of questions) {
      await prepare(client, statement);
    }
    const executes = questions.map(({ statement: { name }, values }) => `execute "${name}"(${values.map(literal)})`);
    const message = `set local app.tenant = '${questions[0]?.tenantId}'; ${executes.join('; ')}`;
    // pg gives one result per statement when a text holds several; its types know of one only.
    const [, ...results] = (await client.query(message)) as unknown as pg.QueryResult[];
    return results;
  } finally {
    client.release();
  }
}

async function prepare(client: pg.PoolClient, { name, types, text }: PreparedRead): Promise<void> {
  const known = PREPARED.get(client) ?? new Set();
  if (!known.has(name)) {
    await client.query(`prepare "${name}"(${types}) as ${text}`);
    PREPARED.set(client, known.add(name));
  }
}

function literal(value: Value): string {
  if (typeof value === 'number') {
    return String(value);
  }
  return pg.escapeLiteral(typeof value === 'string' ? value : `{${value.map(element)}}`);
}

function element(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
