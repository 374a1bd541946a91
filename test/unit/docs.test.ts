import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zEnvironment } from '../../src/platform/config-schema.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The first group of each match, once. */
function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, first]) => first ?? ''))];
}

/** As GitHub makes them: lower case, hyphens for spaces, nothing but letters, digits and hyphens. */
function anchorsOf(path: string): string[] {
  return found(read(path), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(page: string): string[] {
  return found(read(page), /\]\(([^)\s]+)\)/g).filter((link) => {
    if (/^[a-z]+:/.test(link)) {
      return false;
    }
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
}

describe.each(PAGES)('%s', (page) => {
  test('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test('names npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(found(read(page), /npm run ([\w:-]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('names files that there are', () => {
    const paths = found(read(page), /`((?:src|test|scripts|bench)\/[\w./-]+)`/g);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test('every setting stands in the table of the README or of operations.md', () => {
  const rows = found(`${read('README.md')}\n${read('docs/operations.md')}`, /^\| `([A-Z_]+)` \|/gm);
  expect(Object.keys(zEnvironment.shape).filter((setting) => !rows.includes(setting))).toEqual([]);
});
