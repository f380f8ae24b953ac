// One client of the released JavaScript SDK, driven by lines of JSON on stdin; what happens goes to stdout, a line each.
//
//   node client.mjs URL [TOKEN]
//
// in:  {"subscribe":"news:a"} {"subscribe":["doc:a",{"delta":"fossil"}]} {"publish":["news:a",{}]} {"rpc":["orders",{}]} {"send":{}} {"disconnect":true} {"connect":true}
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';

const [url, token] = process.argv.slice(2);
const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }));
const client = new Centrifuge(url, { websocket: WebSocket, token, minReconnectDelay: 50, maxReconnectDelay: 500 });

client.on('connected', ({ client: id }) => say('connected', { client: id }));
client.on('connecting', ({ code, reason }) => say('connecting', { code, reason }));
client.on('disconnected', ({ code, reason }) => say('disconnected', { code, reason }));
client.on('subscribed', ({ channel, wasRecovering, recovered }) => say('server-subscribed', { channel, wasRecovering, recovered }));
client.on('unsubscribed', ({ channel }) => say('server-unsubscribed', { channel }));
client.on('publication', ({ channel, data, offset }) => say('server-publication', { channel, data, offset }));
client.on('error', ({ error }) => say('error', { code: error.code, message: error.message }));

const answer = (event, promise) =>
  promise.then((result) => say(event, { data: result?.data }), ({ code, message }) => say(event, { code, message }));

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [[what, value]] = Object.entries(JSON.parse(line));
    switch (what) {
      case 'connect': return client.connect();
      case 'disconnect': return client.disconnect();
      case 'subscribe': {
        const [channel, options] = [value].flat();
        const subscription = client.newSubscription(channel, { minResubscribeDelay: 50, maxResubscribeDelay: 500, ...options });
        subscription.on('subscribed', ({ channel, wasRecovering, recovered }) => say('subscribed', { channel, wasRecovering, recovered }));
        subscription.on('subscribing', ({ channel, code }) => say('subscribing', { channel, code }));
        subscription.on('unsubscribed', ({ channel, code }) => say('unsubscribed', { channel, code }));
        for (const what of ['join', 'leave']) {
          subscription.on(what, ({ channel, info }) => say(what, { channel, client: info.client, user: info.user }));
        }
        subscription.on('error', ({ channel, error }) => say('refused', { channel, code: error.code, message: error.message }));
        subscription.on('publication', ({ channel, data, offset, info }) =>
          say('publication', { channel, data, offset, info, deltas: subscription.deltaStats().numDeltaPayloads }));
        return subscription.subscribe();
      }
      case 'presence':
        return client.getSubscription(value).presence()
          .then(({ clients }) => say('presence', { clients }), ({ code }) => say('presence', { code }));
      case 'presenceStats':
        return client.getSubscription(value).presenceStats()
          .then((stats) => say('presenceStats', stats), ({ code }) => say('presenceStats', { code }));
      case 'history':
        return client.getSubscription(value[0]).history(value[1])
          .then(({ publications }) => say('history', { publications }), ({ code }) => say('history', { code }));
      case 'publish': return answer('published', client.publish(...value));
      case 'rpc': return answer('answer', client.rpc(...value));
      case 'send': return answer('sent', client.send(value));
      default: throw new Error(`no such command: ${line}`);
    }
  })
  .on('close', () => process.exit(0));
