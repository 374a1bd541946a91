import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandRun {
  readonly child: ChildProcess;
  /** What it has written to its standard and error output so far. */
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves when it writes this. */
  said(text: string): Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** A command as its users run it: `dist/cli/<name>.js`, on data of its own and no servers from outside. */
export function runCommand(
  name: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
): CommandRun {
  // The servers of the person who runs the tests are not for tests.
  const { EVENTSTORE_URL, DATABASE_URL, KEYSTORE_URL, REDIS_URL, NODE_OPTIONS, VITEST, NODE_ENV, ...rest } =
    process.env;
  const child = spawn(process.execPath, [`dist/cli/${name}.js`, ...parameters], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    written.output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    written.errors += String(chunk);
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output: () => written.output,
    errors: () => written.errors,
    async said(text) {
      while (!written.output.includes(text)) {
        const next = await Promise.race([once(child.stdout, 'data'), ended]);
        if (!Array.isArray(next)) {
          throw new Error(`${name} ended with ${next} and never said ${text}:\n${written.output}${written.errors}`);
        }
      }
    },
    ended,
  };
}
