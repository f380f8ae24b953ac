// Many clients of the released JavaScript SDK in one process, all subscribed to one channel on which somebody publishes
// {"n": 1, "t": Date.now()}, {"n": 2, …}, … in this order, once they are "ready". Each checks that it gets every number once and in order.
//
//   node crowd.mjs URL SOCKETS CHANNEL
//
// Lines on stdin: {"report":{}} is answered with a report on stdout. {"send":["orders",10]}: each of the first 10 clients
// sends a message to this stream each 200 ms, until {"send":null}; what backends publish of them on news:orders is gathered.
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const [url, sockets, channel] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }));
const ORDERS = 'news:orders';

const crowd = [];
const faults = []; // what no client may ever see
const delays = []; // from publish to receipt, in milliseconds
const reconnectsBySecond = {}; // by second since the start
const acknowledged = []; // ids of what was sent
const processed = {}; // id: replicas that processed it
let failedSends = 0, subscribed = 0, told = false, sending = null;
const start = Date.now();

const options = { websocket: WebSocket, minReconnectDelay: 100, maxReconnectDelay: 2000, timeout: 10000 };
for (let i = 0; i < sockets; i++) {
  const me = { client: new Centrifuge(url, options), last: 0, connects: 0 };
  crowd.push(me);
  me.client.on('connected', () => {
    if (++me.connects === 1) return;
    const second = Math.floor((Date.now() - start) / 1000);
    reconnectsBySecond[second] = (reconnectsBySecond[second] ?? 0) + 1;
  });
  me.client.on('disconnected', ({ code, reason }) => faults.push(`client ${i} was sent away: ${code} ${reason}`));
  const subscription = me.client.newSubscription(channel, { minResubscribeDelay: 100, maxResubscribeDelay: 2000 });
  subscription.on('subscribed', ({ wasRecovering, recovered }) => {
    if (!me.subscribed) subscribed++;
    me.subscribed = true;
    if (wasRecovering && !recovered) faults.push(`client ${i} lost its place after ${me.last}`);
    ready();
  });
  subscription.on('unsubscribed', ({ code, reason }) => faults.push(`client ${i} was unsubscribed: ${code} ${reason}`));
  subscription.on('publication', ({ data }) => {
    if (data.n !== me.last + 1) faults.push(`client ${i} got ${data.n} after ${me.last}`);
    me.last = data.n;
    delays.push(Date.now() - data.t);
  });
  subscription.subscribe();
}

const listener = crowd[0].client.newSubscription(ORDERS, { minResubscribeDelay: 100, maxResubscribeDelay: 2000 });
let listening = false;
listener.on('subscribed', ({ wasRecovering, recovered }) => {
  if (wasRecovering && !recovered) faults.push(`the listener on ${ORDERS} lost its place`);
  listening = true;
  ready();
});
listener.on('publication', ({ data }) => (processed[data.id] ??= []).push(data.processedBy));
listener.subscribe();
crowd.forEach(({ client }) => client.connect());

function ready() {
  if (listening && subscribed >= sockets && !told) {
    told = true;
    say('ready');
  }
}

function send([stream, clients]) {
  for (const { client } of crowd.slice(0, clients)) {
    client.rpc(stream, { sentAt: Date.now() }).then(({ data }) => acknowledged.push(data.id), () => failedSends++);
  }
}

function report() {
  const sorted = Float64Array.from(delays).sort();
  const quantile = (q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
  const lasts = crowd.map(({ last }) => last);
  say('report', {
    minLast: Math.min(...lasts), maxLast: Math.max(...lasts), received: delays.length,
    faults: faults.slice(0, 10), faultCount: faults.length,
    reconnects: crowd.reduce((sum, { connects }) => sum + connects - 1, 0), reconnectsBySecond,
    p50: quantile(0.5), p99: quantile(0.99), max: quantile(1),
    acknowledged, processed, failedSends,
  });
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    if ('report' in command) report();
    if ('send' in command) {
      clearInterval(sending);
      if (command.send) sending = setInterval(() => send(command.send), 200);
    }
  })
  .on('close', () => process.exit(0));
