import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readRuntime } from '../../src/embedded/runtime.ts';

/** Logs of a stack that did not come up or go down, so many characters from the end. */
const LOG_TAIL = 6_000;

export interface StackOptions {
  /** Kept between stacks to test restarts; a fresh directory otherwise. */
  readonly directory?: string;
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly readyMsMax?: number;
}

/** The whole program as its users run it: `dist/main.js all` in processes of its own. */
export interface Stack {
  readonly directory: string;
  readonly url: string;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** What it has written to its log so far. */
  log(): string;
  /** Process ids of the children in a role, by what the system says of their command lines. */
  pidsOf(role: string): Promise<number[]>;
  /** kill -9 of one child in that role; returns its pid. */
  kill(role: string): Promise<number>;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<StackAnswer>;
  /** Asks until it answers 2xx: for a stack that is being hurt. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

export interface StackAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape other tests check
  readonly body: any;
  readonly headers: Headers;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'ledgerline-stack-')));
  const child = spawn(process.execPath, ['dist/main.js', 'all'], {
    env: {
      ...withoutServers(process.env),
      LEDGERLINE_DATA: directory,
      PORT: '0',
      LOG_LEVEL: 'info',
      WORKERS: String(options.workers ?? 1),
      ...options.env,
    },
    // The channel ties it to this process: a test run that is killed leaves no stack behind.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  child.stdout?.on('data', (chunk) => lines.push(String(chunk)));
  child.stderr?.on('data', (chunk) => lines.push(String(chunk)));
  const log = () => lines.join('');
  const addresses = await untilReady(child, directory, options.readyMsMax ?? 90_000, log);

  const stack: Stack = {
    directory,
    ...addresses,
    log,
    pidsOf: (role) => childrenOf(child.pid ?? 0, role),
    async kill(role) {
      const [pid] = await stack.pidsOf(role);
      if (pid === undefined) {
        throw new Error(`no ${role} runs`);
      }
      process.kill(pid, 'SIGKILL');
      return pid;
    },
    async request(method, path, body, headers = {}) {
      const answer = await fetch(`${addresses.url}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : parsed(text), headers: answer.headers };
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) {
        return child.exitCode;
      }
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    },
    async remove() {
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return stack;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { EVENTSTORE_URL, DATABASE_URL, REDIS_URL, NODE_OPTIONS, VITEST, NODE_ENV, ...rest } = env;
  return rest;
}

async function untilReady(child: ChildProcess, directory: string, readyMsMax: number, log: () => string) {
  const deadline = Date.now() + readyMsMax;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) {
      throw new Error(`The stack ended with ${child.exitCode}:\n${log().slice(-LOG_TAIL)}`);
    }
    const runtime = await readRuntime(join(directory, 'default')).catch(() => undefined);
    const { addresses } = runtime ?? {};
    if (runtime?.pid === child.pid && addresses?.api !== undefined) {
      return {
        url: String(addresses.api.url),
        eventStoreUrl: String(addresses['event-node']?.url),
        databaseUrl: String(addresses.postgres?.url),
      };
    }
    await delay(100);
  }
  child.kill('SIGKILL');
  throw new Error(`The stack was not ready after ${readyMsMax} ms:\n${log().slice(-LOG_TAIL)}`);
}

/** Children by /proc: their parent is the supervisor, and the role is their last argument. */
async function childrenOf(parent: number, role: string): Promise<number[]> {
  const list = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  const pids = list.split(' ').filter(Boolean).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.split('\0').includes(role)) {
      found.push(pid);
    }
  }
  return found;
}
