import { Command } from 'commander';
import { BadConfig, loadConfig } from '../platform/config.ts';
import { choosePort, PortTaken } from './demo/ports.ts';
import { runDemo } from './demo/run-demo.ts';
import { summaryText } from './demo/summary.ts';
import { problemText } from './import/problem.ts';
import { findOrStartStack, findStack, type Stack, StackNotStarted } from './stack.ts';

/** Never somebody's real ledger: a directory of its own, and nothing that is configured elsewhere. */
const OWN_SETTINGS = {
  LEDGERLINE_NAME: 'demo',
  HOST: '127.0.0.1',
  AUTH_MODE: 'none',
  EVENTSTORE_URL: '',
  DATABASE_URL: '',
  KEYSTORE_URL: '',
  REDIS_URL: '',
} as const;

const command = new Command('demo')
  .description(
    'Starts Ledgerline on this machine, imports made-up companies, bills a quarter, and shows the books. ' +
      'Run again, it finds what it made: nothing is due twice.',
  )
  .option('--exit', 'end after the summary instead of leaving the API up', false)
  .addHelpText(
    'after',
    '\nData: <LEDGERLINE_DATA>/demo, ./data/demo unless set; delete it to begin anew. PORT: of the API.',
  );

async function main(): Promise<number> {
  command.parse();
  const { exit } = command.opts<{ exit: boolean }>();
  const config = loadConfig({ ...process.env, ...OWN_SETTINGS });
  const isPortAskedFor = (process.env.PORT ?? '').trim() !== '';
  const port = (await findStack(config)) === undefined ? await choosePort(config.http.port, isPortAskedFor) : 0;
  process.stderr.write('Starting …\n');
  const stack = await findOrStartStack(config, { port, env: OWN_SETTINGS });
  const stopped = stopOnSignal(stack);
  let isUp = false;
  try {
    const result = await Promise.race([runDemo(config, stack, process.stderr), stopped]);
    if (result === 'stopped') {
      return 1;
    }
    process.stdout.write(`\n${summaryText(result)}`);
    for (const problem of result.imports.flatMap(({ problems }) => problems)) {
      process.stdout.write(`${problemText(problem)}\n`);
    }
    isUp = true;
    const isGood =
      result.figures.trialBalance.balanced && result.imports.every(({ problems }) => problems.length === 0);
    if (!exit) {
      await stayUp(stack, stopped);
    }
    return isGood ? 0 : 1;
  } catch (error) {
    if (stack.logFile !== undefined) {
      process.stderr.write(`The log of the stack is ${stack.logFile}\n`);
    }
    throw error;
  } finally {
    await stack.stop();
    process.stderr.write(isUp && stack.isOurs ? 'Stopped.\n' : '');
  }
}

async function stayUp(stack: Stack, stopped: Promise<'stopped'>): Promise<void> {
  const address = `\nAPI: ${stack.apiUrl}   documentation: ${stack.apiUrl}/api/docs`;
  if (!stack.isOurs) {
    process.stdout.write(`${address}\nIt was up before and stays up.\n`);
    return;
  }
  process.stdout.write(`${address}\nStop with Ctrl+C.\n`);
  await Promise.race([
    stopped,
    stack.ended.then(() => {
      throw new StackNotStarted(`The stack has ended by itself; see ${stack.logFile}`);
    }),
  ]);
}

function stopOnSignal(stack: Stack): Promise<'stopped'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        process.stderr.write('\nStopping …\n');
        resolve('stopped');
        void stack.stop();
      });
    }
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isPlain = error instanceof BadConfig || error instanceof StackNotStarted || error instanceof PortTaken;
  const text = error instanceof Error ? (isPlain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
// Requests that are under way when it is stopped would keep it alive.
process.exit();
