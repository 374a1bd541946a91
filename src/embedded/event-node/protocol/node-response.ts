import { frameOf } from './message-splitter.ts';
import { ProtoWriter } from './proto-writer.ts';
import { textUuid } from './uuid.ts';

/** The version of EventStoreDB whose behaviour the node follows. */
const SERVER_VERSION = '24.6.0';

/** What a client may use. It looks for `batchappend`, and for persistent subscriptions, which are not here. */
const METHODS: readonly (readonly [service: string, method: string])[] = [
  ['event_store.client.streams.streams', 'read'],
  ['event_store.client.streams.streams', 'append'],
  ['event_store.client.streams.streams', 'batchappend'],
  ['event_store.client.streams.streams', 'delete'],
  ['event_store.client.streams.streams', 'tombstone'],
  ['event_store.client.gossip.gossip', 'read'],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods'],
];

/** `SupportedMethods`. */
export function supportedMethods(): Buffer {
  const message = new ProtoWriter(512);
  for (const [service, method] of METHODS) {
    message.message(1, new ProtoWriter(96).string(1, method).string(2, service));
  }
  return frameOf(message.string(2, SERVER_VERSION).finish());
}

/** State "Leader" of a cluster member. */
const LEADER = 8;

/** `ClusterInfo` of a cluster of one: this node, alive and leading, at the address by which the client found it. */
export function clusterInfo(instanceId: string, host: string, port: number): Buffer {
  const ticks = Date.now() * 10_000 + 621_355_968_000_000_000;
  const member = new ProtoWriter(128)
    .message(1, textUuid(instanceId))
    .bigint(2, BigInt(ticks))
    .uint(3, LEADER)
    .uint(4, 1)
    .message(5, new ProtoWriter(64).string(1, host).uint(2, port));
  return frameOf(new ProtoWriter(160).message(1, member).finish());
}
