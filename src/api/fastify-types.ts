import type { Identity } from '../identity/identity.ts';
import type { Permission } from '../identity/permissions.ts';
import type { RouteInput } from './define-route.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { CommandContext } from './plugins/command.ts';

/** What the plugins of this application add to Fastify's own types. */
declare module 'fastify' {
  interface FastifyInstance {
    readonly deps: ApiDependencies;
  }
  interface FastifyRequest {
    /** Null on public routes. */
    identity: Identity | null;
    /** Null on routes that read. */
    command: CommandContext | null;
    /** Parsed parts, once they have been parsed. */
    input: RouteInput | null;
    /** Text of the body as it came, for the hash of the request. */
    bodyText: string;
  }
  interface FastifyContextConfig {
    /** What the caller must be permitted to do; `public` asks nobody. A route without it does not register. */
    permission?: Permission | 'public';
  }
}
