import type { Column, FileDefinition } from './file-definition.ts';

/** The columns of a file as a table of Markdown: in docs/import.md, and on `--columns`. */
export function columnTable({ columns }: Pick<FileDefinition, 'columns'>): string {
  const rows = Object.entries(columns).map(([name, column]) => [
    `\`${name}\``,
    column.isRequired ? 'yes' : '',
    column.kind.allowed,
    column.about,
    emptyText(column),
    `\`${column.example.replaceAll('|', '\\|')}\``,
  ]);
  const header = ['column', 'required', 'allowed', 'what it is', 'empty means', 'example'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function emptyText({ isRequired, emptyText: text }: Column<unknown>): string {
  return isRequired ? '' : text;
}
