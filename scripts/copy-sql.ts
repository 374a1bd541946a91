import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The compiler leaves SQL where it is; the program reads it beside its modules. */
const isSql = (name: string) => name.endsWith('.sql');
const entries = await readdir('src', { recursive: true });
const wanted = entries.filter(isSql);
for (const stale of (await readdir('dist', { recursive: true })).filter(isSql)) {
  if (!wanted.includes(stale)) {
    await rm(join('dist', stale));
  }
}
for (const path of wanted) {
  await mkdir(dirname(join('dist', path)), { recursive: true });
  await cp(join('src', path), join('dist', path));
}
