/**
 * For a machine of two cores that the server shares with everything else. Durability is PostgreSQL's own default:
 * fsync and synchronous_commit are on, and what can be replayed turns the latter off by transaction.
 */
export const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '100',
  effective_cache_size: '1GB',
  maintenance_work_mem: '64MB',
  work_mem: '8MB',
  random_page_cost: '1.1',
  fsync: 'on',
  synchronous_commit: 'on',
  min_wal_size: '80MB',
  max_wal_size: '512MB',
  checkpoint_completion_target: '0.9',
  autovacuum_max_workers: '2',
  max_parallel_workers: '1',
  max_parallel_workers_per_gather: '1',
  // Compiling costs more than it saves on short queries.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
};

/** Settings that we decide, whatever the caller gives: local only, no socket file that other users could open. */
function fixedSettings(port: number): Record<string, string> {
  return { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
}

/** The server's arguments. On the command line no edit of a file in the data directory can override them. */
export function settingArguments(port: number, settings: Readonly<Record<string, string>> = {}): string[] {
  const all = { ...DEFAULT_SETTINGS, ...settings, ...fixedSettings(port) };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The environment of every program of PostgreSQL: none of ours, since PGDATA, PGOPTIONS or LANG would steer it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR } = process.env;
  const kept = Object.entries({ PATH, SystemRoot, TMPDIR }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
