import { type LoadOrder, load } from './http-load.ts';

/** Sends requests in a process of its own, so that they cost the measured ones nothing but the processor. */
process.on('message', (order: LoadOrder) => void load(order).then((report) => process.send?.(report)));
process.on('disconnect', () => process.exit(0));
