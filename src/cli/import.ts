import { resolve } from 'node:path';
import { Command } from 'commander';
import { BadConfig, type Config, loadConfig } from '../platform/config.ts';
import { checkReferences } from './import/check-references.ts';
import { columnTable } from './import/column-table.ts';
import { importFolder } from './import/import-folder.ts';
import type { ImportReport } from './import/import-report.ts';
import { createProgress } from './import/progress.ts';
import { BadFolder, FILES, type FolderContents, readFolder } from './import/read-folder.ts';
import { reportText } from './import/report-text.ts';
import { connectLedger } from './ledger-connection.ts';
import { findOrStartStack, type Stack, StackNotStarted } from './stack.ts';

const EXIT = { good: 0, failed: 1, refused: 2 } as const;

interface Options {
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly columns: boolean;
}

const command = new Command('import')
  .description('Takes accounts, products, contracts and changes in from CSV files. Running it again changes nothing.')
  .usage('[options] <folder>')
  .argument('[folder]', `folder with ${FILES.map(({ file }) => file).join(', ')}, or some of them`)
  .option('--dry-run', 'check the files only, write nothing', false)
  .option('--json', 'print the report as JSON', false)
  .option('--columns', 'print the columns of each file as tables, and end', false)
  .addHelpText(
    'after',
    '\nWith npm, options stand behind two hyphens: npm run import -- ./customers --dry-run' +
      '\nExit code: 0 all rows are in, 1 it could not be done, 2 some rows were refused. See docs/import.md.',
  );

/** `import <folder>`: see docs/import.md. */
async function main(): Promise<number> {
  command.exitOverride((outcome) => process.exit(outcome.exitCode === 0 ? EXIT.good : EXIT.failed)).parse();
  const options = command.opts<Options>();
  const [folder] = command.args;
  if (options.columns) {
    process.stdout.write(`${FILES.map((file) => `${file.file}\n\n${columnTable(file)}\n`).join('\n')}`);
    return EXIT.good;
  }
  if (folder === undefined) {
    process.stderr.write(`Name the folder that holds the files.\n\n${command.helpInformation()}`);
    return EXIT.failed;
  }
  const contents = await readFolder(resolve(folder));
  const report = options.dryRun ? checkReferences(contents) : await importInto(loadConfig(process.env), contents);
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  return report.problems.length === 0 ? EXIT.good : EXIT.refused;
}

async function importInto(config: Config, contents: FolderContents): Promise<ImportReport> {
  const isPortChosen = (process.env.PORT ?? '').trim() !== '';
  const stack = await findOrStartStack(config, { port: isPortChosen ? config.http.port : 0 });
  stopOnSignal(stack);
  try {
    const { deps, close } = await connectLedger(config, stack);
    try {
      return await importFolder(deps, contents, createProgress(process.stderr));
    } finally {
      await close();
    }
  } finally {
    await stack.stop();
  }
}

/** What has gone in stays; the import is run again. */
function stopOnSignal(stack: Stack): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('\nStopped. What went in stays in; run it again for the rest.\n');
      void stack.stop().finally(() => process.exit(EXIT.failed));
    });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const isPlain = error instanceof BadConfig || error instanceof BadFolder || error instanceof StackNotStarted;
  const text = error instanceof Error ? (isPlain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = EXIT.failed;
}
