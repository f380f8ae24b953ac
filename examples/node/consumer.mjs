// Reads a stream of a WebSocketGateway in order, beside other replicas: see examples/README.md.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';

const { REDIS_URL, GATEWAY, STREAM, GROUP, CONSUMER, PARTITIONS, SCRIPTS } = process.env;
const LEASE_MS = 5000, BATCH = 10, MAX_DELIVERIES = 5;

const client = createClient({ url: REDIS_URL, disableOfflineQueue: true });
client.on('error', (error) => console.error(error.message));

const script = (name) => {
  const text = readFileSync(`${SCRIPTS}/${name}.lua`, 'utf8');
  return (keys, args) => client.eval(text, { keys, arguments: args.map(String) });
};
const partitions = script('partitions'), take = script('take'), read = script('read');
const acknowledge = script('acknowledge'), release = script('release');
const key = (partition, what) => `wsg:{${GATEWAY}/s/${STREAM}/${partition}}:${what}`;

// Your work. It may see a message again, with the same partition and id: remember what is done.
async function handle(partition, id, fields) {
  console.log(partition, id, fields.key, fields.data);
}

// Handles what waits in one partition: the number of messages, or null when somebody else has it.
async function work(partition, token) {
  const lease = key(partition, `lease:${GROUP}`), entries = key(partition, 'entries');
  const [status, ...batch] = await read(
    [lease, entries, key(partition, `dead:${GROUP}`)], [token, GROUP, CONSUMER, BATCH, MAX_DELIVERIES]);
  if (status === 'stale') return null;
  for (const [id, flat] of batch) {
    const fields = {};
    for (let i = 0; i < flat.length; i += 2) fields[flat[i]] = flat[i + 1];
    await handle(partition, id, fields);
    if ((await acknowledge([lease, entries], [token, GROUP, id]))[0] === 'stale') return null;
  }
  return batch.length;
}

// Takes or keeps leases and works once on each: the number of messages.
async function turn(owned) {
  let handled = 0;
  const readable = await partitions([`wsg:{${GATEWAY}}:layouts`, `wsg:{${GATEWAY}}:finished`], [STREAM, GROUP]);
  for (const [partition, token] of owned) {
    if (!readable.includes(partition)) {
      owned.delete(partition);
      await release([key(partition, `lease:${GROUP}`)], [token]);
    }
  }
  for (const partition of readable) {
    if (!owned.has(partition) && owned.size >= Number(PARTITIONS)) continue;
    const [status, value] = await take([key(partition, `lease:${GROUP}`)], [CONSUMER, LEASE_MS]);
    const count = status === 'taken' ? await work(partition, value) : null;
    if (count === null) {
      owned.delete(partition);
    } else {
      owned.set(partition, value);
      handled += count;
    }
  }
  return handled;
}

let stopping = false;
process.on('SIGTERM', () => { stopping = true; });
const owned = new Map();
await client.connect();
while (!stopping) {
  try {
    if (await turn(owned) === 0) await sleep(100);
  } catch (error) {
    console.error(error.message);
    await sleep(1000);
  }
}
for (const [partition, token] of owned) await release([key(partition, `lease:${GROUP}`)], [token]);
client.destroy();
