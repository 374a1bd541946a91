import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { columnTable } from '../../../src/cli/import/column-table.ts';
import { FILES, readFolder } from '../../../src/cli/import/read-folder.ts';

const document = await readFile('docs/import.md', 'utf8');

describe('docs/import.md', () => {
  it.each(FILES.map((definition) => [definition.file, definition] as const))(
    'shows the columns of %s as the import reads them',
    (file, definition) => {
      const section = document.split(`### ${file}\n`)[1]?.split('\n#')[0] ?? '';
      const table = section.split('\n').filter((line) => line.startsWith('|'));
      expect(table.join('\n')).toBe(columnTable(definition));
    },
  );

  it('has an example that comes out as it says', async () => {
    const [accounts = '', contracts = ''] = [...document.matchAll(/```csv\n(.*?)```/gs)].map(([, text]) => text);
    const folder = await mkdtemp(join(tmpdir(), 'import-example-'));
    await writeFile(join(folder, 'accounts.csv'), accounts);
    await writeFile(join(folder, 'contracts.csv'), contracts);
    const { problems, accountLevels } = await readFolder(folder);
    await rm(folder, { recursive: true });
    expect(accountLevels.map((level) => level.length)).toEqual([1, 1]);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[3, 'startDate']]);
  });

  it.each(FILES)('gives an example in each column that the import takes: $file', ({ columns }) => {
    for (const [name, { parse, example }] of Object.entries(columns)) {
      expect(parse(example), name).toHaveProperty('value');
    }
  });
});
