import { writeFile } from 'node:fs/promises';
import { ERROR_CODES } from '../src/api/error-codes.ts';

/** docs/errors.md from the table of codes. */
export function errorDocs(): string {
  const rows = Object.entries(ERROR_CODES)
    .sort(([a, x], [b, y]) => x.status - y.status || (a < b ? -1 : 1))
    .map(([code, { status, title, remedy }]) => `| ${status} | \`${code}\` | ${title} | ${remedy} |`);
  return [
    '# Error codes',
    '',
    'Written by `npx tsx scripts/write-error-docs.ts` from `src/api/error-codes.ts`; a test holds it complete.',
    '',
    'Every answer that is not 2xx has one body: the members of RFC 9457 (`type`, `title`, `status`, `detail`, `instance`)',
    'and `error { code, message, statusCode, timestamp, path, details }`. Branch on `error.code`: it is stable. Show',
    '`error.message`: it is a sentence for a person. `error.details.validationErrors` names fields, when fields are at fault.',
    'The same table is served at `GET /api/errors`.',
    '',
    '| Status | Code | What happened | What to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(new URL('../docs/errors.md', import.meta.url), errorDocs());
}
