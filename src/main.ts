import { BadConfig, loadConfig } from './platform/config.ts';
import { createLog, type Log } from './platform/log.ts';
import { runAll } from './roles/all.ts';
import { runApi } from './roles/api.ts';
import { runEventNode } from './roles/event-node.ts';
import { runPostgres } from './roles/postgres.ts';
import { runProjector } from './roles/projector.ts';
import { MissingSetting, type RoleContext, roleContext } from './roles/runtime.ts';
import { runWorker } from './roles/worker.ts';

/** The roles of this program, but for `all`, which spawns them. */
const ROLES: Readonly<Record<string, (context: RoleContext) => Promise<void>>> = {
  api: runApi,
  projector: runProjector,
  worker: runWorker,
  'event-node': runEventNode,
  postgres: runPostgres,
};

const role = process.argv[2] ?? 'all';

try {
  const config = loadConfig(process.env);
  const log = createLog({ role, ...config.log });
  endOnUncaught(log);
  if (role === 'all') {
    // Not by running out of work: the channel to a program that started it would keep it alive.
    process.exit(await runAll(config, log));
  } else {
    const run = ROLES[role];
    if (run === undefined) {
      throw new MissingSetting(`There is no role ${role}; it is one of all, ${Object.keys(ROLES).join(', ')}.`);
    }
    await run(roleContext(config, log)).catch((error) => {
      log.fatal({ err: error }, 'This role could not start');
      process.exit(1);
    });
  }
} catch (error) {
  const isPlain = error instanceof BadConfig || error instanceof MissingSetting;
  process.stderr.write(`${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

/** A bug that nobody caught leaves the process in a state that nobody knows: it ends, and its supervisor restarts it. */
function endOnUncaught(log: Log): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'Uncaught: this process ends');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
