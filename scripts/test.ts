import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the tests and ends with one line, `N passed, N failed`, whatever the reporter prints before. Arguments go to
 * Vitest: `npm test -- test/unit/rating`.
 */
const directory = mkdtempSync(join(tmpdir(), 'ledgerline-tests-'));
const report = join(directory, 'report.json');
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

try {
  const { numPassedTests, numFailedTests, numPendingTests, success }: Report = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not be loaded has no failed test, but it has failed.
  const failed = success && run.status === 0 ? numFailedTests : Math.max(1, numFailedTests);
  const skipped = numPendingTests === 0 ? '' : `, ${numPendingTests} skipped`;
  process.stdout.write(`\n${numPassedTests} passed, ${failed} failed${skipped}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`The tests left no report: ${String(error)}\n`);
  process.stdout.write('\n0 passed, 1 failed\n');
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
