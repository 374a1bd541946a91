/**
 * For the process that runs the node. A call's objects live as long as the call: with V8's small young generation they
 * outlive it and have to be collected with the old one, which takes a seventh of a read's CPU. In MB. Collecting on several
 * threads costs more CPU than on one (about 6 % of a read), and the other core has work of its own.
 */
export const EVENT_NODE_V8_FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=32', '--single-threaded-gc'];
