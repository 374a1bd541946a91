import fp from 'fastify-plugin';

/** Routes that other packages register, below this or with OPTIONS, cannot declare a permission themselves. */
const FOREIGN = /^\/api\/docs(\/|$)/;

/** A route that does not say whom it is for does not register: forgetting it must not open it. */
export const declaredPermissionPlugin = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      const foreign = route.method === 'OPTIONS' || FOREIGN.test(route.url);
      if (foreign) {
        route.config = { ...route.config, permission: 'public' };
      } else if (route.config?.permission === undefined) {
        throw new Error(`${String(route.method)} ${route.url} does not declare which permission it needs`);
      }
    });
  },
  { name: 'declared-permission' },
);
