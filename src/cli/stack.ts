import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Runtime, readRuntime } from '../embedded/runtime.ts';
import type { Config } from '../platform/config.ts';

const MAIN = fileURLToPath(new URL(`../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
const START_MS_MAX = 180_000;
const POLL_MS = 100;
const LOG_LINES_SHOWN = 20;

/** The stack could not be started; the message holds what it said last. */
export class StackNotStarted extends Error {
  override readonly name = 'StackNotStarted';
}

export interface Stack {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** Undefined where the API runs elsewhere, which only clusters know. */
  readonly apiUrl: string | undefined;
  /** True when this command started it, and so stops it. */
  readonly isOurs: boolean;
  /** Where its logs go; undefined when it is not ours. */
  readonly logFile: string | undefined;
  /** Resolves when a stack of ours has ended by itself. */
  readonly ended: Promise<void>;
  /** Drains a stack of ours and waits for its end; leaves others alone. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Port of the API; 0: any. */
  readonly port: number;
  /** Above those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The stack of these settings: the configured one, the one that runs on the data directory, or one that is started. */
export async function findOrStartStack(config: Config, options: StartOptions): Promise<Stack> {
  return (await findStack(config)) ?? startStack(config, options);
}

/** Undefined when none runs here and none is configured elsewhere. */
export async function findStack(config: Config): Promise<Stack | undefined> {
  const { eventStoreUrl, databaseUrl } = config;
  const runtime = await readRuntime(config.dataDirectory);
  if (runtime !== undefined) {
    return { ...addressesOf(config, runtime), ...NOT_OURS };
  }
  return eventStoreUrl !== undefined && databaseUrl !== undefined
    ? { eventStoreUrl, databaseUrl, apiUrl: undefined, ...NOT_OURS }
    : undefined;
}

const NOT_OURS = {
  isOurs: false,
  logFile: undefined,
  ended: new Promise<void>(() => undefined),
  stop: async () => undefined,
} as const;

function addressesOf(config: Config, { addresses }: Runtime) {
  const url = (child: string) => {
    const found = addresses[child]?.url;
    return typeof found === 'string' ? found : undefined;
  };
  const eventStoreUrl = config.eventStoreUrl ?? url('event-node');
  const databaseUrl = config.databaseUrl ?? url('postgres');
  if (eventStoreUrl === undefined || databaseUrl === undefined) {
    throw new StackNotStarted(
      `${config.dataDirectory}/runtime.json lacks an address; stop that stack and start it again.`,
    );
  }
  return { eventStoreUrl, databaseUrl, apiUrl: url('api') };
}

/** Starts the whole stack in processes of its own, with its output in a file. Resolves when it is ready. */
async function startStack(config: Config, { port, env = {} }: StartOptions): Promise<Stack> {
  const logs = join(config.dataDirectory, 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, 'stack.log');
  const output = openSync(logFile, 'w');
  const child = spawn(process.execPath, [...process.execArgv, MAIN, 'all'], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', output, output],
    // A group of its own: Ctrl+C reaches this command, which stops the stack when it has finished with it.
    detached: true,
  });
  closeSync(output);
  const ended = once(child, 'exit').then(() => undefined);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
  };
  const deadline = performance.now() + START_MS_MAX;
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    const runtime = await readRuntime(config.dataDirectory);
    if (runtime !== undefined && runtime.pid === child.pid) {
      return { ...addressesOf(config, runtime), isOurs: true, logFile, ended, stop };
    }
    await Promise.race([ended, delay(POLL_MS)]);
  }
  await stop();
  const said = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  throw new StackNotStarted(`The stack did not start. The end of ${logFile}:\n${said}`);
}
