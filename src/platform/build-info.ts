import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface BuildInfo {
  /** From package.json. */
  readonly version: string;
  /** The commit that was built, when the build said so in LEDGERLINE_BUILD. */
  readonly commit: string | undefined;
  /** `0.1.0+3f2c1ab`: what events carry in their metadata. */
  readonly label: string;
}

// The same two steps up from src/platform and from dist/platform.
const PACKAGE = new URL('../../package.json', import.meta.url);

/** What is running. `commit` comes from the configuration (LEDGERLINE_BUILD). */
export function readBuildInfo(commit: string | undefined): BuildInfo {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')));
  return { version, commit, label: commit === undefined ? version : `${version}+${commit.slice(0, 12)}` };
}
