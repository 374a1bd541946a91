/** A table for people: the first column to the left, the others, figures, to the right. */
export function textTable(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return `${indent}${cells.join('   ').trimEnd()}\n`;
    })
    .join('');
}

/** `1234567.89` becomes `1,234,567.89`. The text of a decimal, never a number. */
export function grouped(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const withCommas = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}
