import { readFile } from 'node:fs/promises';
import type { Stack } from '../test/support/stack.ts';

export const ROLES = ['event-node', 'postgres', 'projector', 'worker', 'api'];

/** User and system time of each role's processes, PostgreSQL's backends included, in seconds. */
export async function cpuSeconds(stack: Stack): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const role of ROLES) {
    for (const pid of await stack.pidsOf(role)) {
      totals[role] = (totals[role] ?? 0) + (await cpuOfTree(pid));
    }
  }
  return totals;
}

async function cpuOfTree(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime and those of ended children, in hundredths of a second
  const own = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / 100;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  let total = own;
  for (const child of children.split(' ').filter(Boolean)) {
    total += await cpuOfTree(Number(child));
  }
  return total;
}
