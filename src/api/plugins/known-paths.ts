import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

const PATHS = new WeakMap<FastifyInstance, Map<string, KnownPath>>();

/** Remembers which paths have which methods: the router itself can only be asked about one method at a time. */
export const knownPathsPlugin = fp(
  async (app) => {
    const paths = new Map<string, KnownPath>();
    PATHS.set(app, paths);
    app.addHook('onRoute', ({ url, method }) => {
      const path = paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      for (const one of [method].flat()) {
        path.methods.add(one);
      }
      paths.set(url, path);
    });
  },
  { name: 'known-paths' },
);

/** Methods that a concrete path has; none when there is no such route. */
export function methodsOf(app: FastifyInstance, path: string): string[] {
  const all = [...(PATHS.get(app)?.values() ?? [])];
  const methods = new Set(all.filter(({ pattern }) => pattern.test(path)).flatMap((known) => [...known.methods]));
  return [...methods].sort();
}

/** `/api/accounts/:id` matches one segment for each parameter. A bare wildcard is no path of ours. */
function patternOf(url: string): RegExp {
  if (url.includes('*')) {
    return /^(?!)/;
  }
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
  return new RegExp(`^${escaped}/?$`);
}
