import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../../src/application/derived-ids.ts';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { importFolder } from '../../../src/cli/import/import-folder.ts';
import { problemText } from '../../../src/cli/import/problem.ts';
import { SILENT_PROGRESS } from '../../../src/cli/import/progress.ts';
import { readFolder } from '../../../src/cli/import/read-folder.ts';
import { createGlassVault } from '../../support/controls/accounts.ts';
import { sellerRegistered } from '../../support/controls/contracts.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';

export type Files = Readonly<Record<string, string>>;

/** A ledger with a seller and nothing else, and folders to import into it. */
export async function importWorld() {
  const eventStore = createMemoryEventStore();
  await eventStore.append(sellerStream(TENANT, DEFAULT_SELLER_ID), -1, [sellerRegistered()], aProvenance());
  const root = await mkdtemp(join(tmpdir(), 'import-'));
  const deps = {
    eventStore,
    vault: createGlassVault(),
    clock: { now: () => '2026-03-01T09:30:00.000Z' },
    tenantId: TENANT,
    sellerId: DEFAULT_SELLER_ID,
  };
  const folderOf = async (files: Files) => {
    const folder = join(root, newId());
    await mkdir(folder);
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
    }
    return folder;
  };
  return {
    deps,
    eventStore,
    folderOf,
    /** Imports the files; counts as `added/unchanged/conflicts/refused`, and the problems as text. */
    async import(files: Files) {
      const contents = await readFolder(await folderOf(files));
      const report = await importFolder({ ...deps, correlationId: newId() }, contents, SILENT_PROGRESS);
      return {
        report,
        counts: Object.fromEntries(
          report.files
            .filter(({ isPresent }) => isPresent)
            .map(({ file, added, unchanged, conflicts, refused }) => [
              file.replace('.csv', ''),
              [added, unchanged, conflicts, refused].join('/'),
            ]),
        ),
        problems: report.problems.map(problemText),
      };
    },
    businessEvents: () => eventStore.log().length,
    remove: () => rm(root, { recursive: true }),
  };
}
