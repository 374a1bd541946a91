import { TextDecoder } from 'node:util';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { parseJson, UnacceptableJson } from '../json-body.ts';

/** Bodies are JSON and nothing else; one parser of ours, since numbers must keep their text. */
export const jsonPlugin = fp(
  async (app) => {
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    app.decorateRequest('bodyText', '');
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async (request: FastifyRequest, body: Buffer) => {
        // A DELETE with a JSON content type and no body is fine; a route that needs a body misses it by itself.
        if (body.length === 0) {
          return undefined;
        }
        request.bodyText = decode(utf8, body);
        return parseJson(request.bodyText);
      },
    );
  },
  { name: 'json' },
);

function decode(utf8: TextDecoder, body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new UnacceptableJson('The body is not valid UTF-8.');
  }
}
