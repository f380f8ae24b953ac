// The rivals on Node.js: node server.mjs (socketio-streams|socketio-sharded|ws) PORT REDIS_PORT
import { createServer } from 'node:http';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { WebSocketServer } from 'ws';

const [kind, port, redisPort] = process.argv.slice(2);
const redis = createClient({ url: `redis://127.0.0.1:${redisPort}` });
const subscriber = redis.duplicate();
await Promise.all([redis.connect(), subscriber.connect()]);

const append = (data) => redis.xAdd('orders', '*', { d: data }, {
  TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 100000 },
});

let publish;
const http = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    const { channel, data } = JSON.parse(Buffer.concat(parts).toString());
    await publish(channel, data);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 13 });
    response.end('{"result":{}}');
  });
});
http.keepAliveTimeout = 75_000;

if (kind === 'ws') {
  const channels = new Map();
  publish = (channel, data) => redis.publish(channel, JSON.stringify(data));
  const deliver = (message, channel) => {
    for (const socket of channels.get(channel) ?? []) {
      socket.send(message);
    }
  };
  new WebSocketServer({ server: http }).on('connection', async (socket, request) => {
    const channel = new URL(request.url, 'http://x').searchParams.get('channel');
    socket.on('message', async (message) => {
      await append(message.toString());
      socket.send('ok');
    });
    let sockets = channels.get(channel);
    if (!sockets) {
      sockets = new Set();
      sockets.subscribed = subscriber.subscribe(channel, deliver);
      channels.set(channel, sockets);
    }
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) {
        channels.delete(channel);
        subscriber.unsubscribe(channel);
      }
    });
    await sockets.subscribed;
    socket.send('ready');
  });
} else {
  const io = new Server(http, {
    transports: ['websocket'],
    adapter: kind === 'socketio-streams' ? createAdapter(redis) : createShardedAdapter(redis, subscriber),
    // Its own figure for what is lost in a reconnect; it needs the Streams adapter.
    connectionStateRecovery: kind === 'socketio-streams' ? { maxDisconnectionDuration: 120_000 } : undefined,
  });
  publish = (channel, data) => io.to(channel).emit('m', data);
  io.on('connection', (socket) => {
    socket.on('join', async (channel, joined) => {
      await socket.join(channel);
      joined();
    });
    socket.on('append', async (data, appended) => {
      await append(JSON.stringify(data));
      appended('ok');
    });
  });
}
http.listen(Number(port), '127.0.0.1', 4096);
