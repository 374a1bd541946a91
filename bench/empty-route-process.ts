import Fastify from 'fastify';

/** A route that does nothing, in a process of its own: what HTTP alone takes. */
const app = Fastify();
app.get('/', async () => ({ data: null }));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.(Number(new URL(address).port));
process.on('disconnect', () => process.exit(0));
