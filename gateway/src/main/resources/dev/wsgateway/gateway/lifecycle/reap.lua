-- Ends what a gateway left in one shard, some of it at a time: tells that its connections and, where it was the last, its
-- channels have ended. From the first call on the gateway cannot add anything. Whoever calls, each is told once.
--
-- KEYS  1 gateways, 2 outbox, 3 clients of the incarnation, 4 its channels, 5 occupied
-- ARGV  1 incarnation, 2 connections and channels at most, 3 node, 4 length of the outbox at most, 5 Unix time in ms,
--       6 1 if disconnections are told, 7 1 if vacated channels are told, 8 reason
-- Reply {number of connections that ended, number of channels, 1 if there are more}
redis.call('HSET', KEYS[1], ARGV[1], 'gone')
local room = tonumber(ARGV[2])
if ARGV[6] == '1' or ARGV[7] == '1' then
  room = math.min(room, tonumber(ARGV[4]) - redis.call('XLEN', KEYS[2]))
end
local clients, channels = {}, {}
if room > 0 then
  clients = redis.call('HRANDFIELD', KEYS[3], room, 'WITHVALUES')
end
for i = 1, #clients, 2 do
  redis.call('HDEL', KEYS[3], clients[i])
  if ARGV[6] == '1' then
    local fields = {'client', clients[i], 'code', '1006', 'reason', ARGV[8], 'time', ARGV[5]}
    if clients[i + 1] ~= '' then
      fields[#fields + 1] = 'user'
      fields[#fields + 1] = clients[i + 1]
    end
    redis.call('XADD', KEYS[2], '*', 'node', ARGV[3], 'event', 'disconnected', unpack(fields))
  end
end
room = room - #clients / 2
if room > 0 then
  channels = redis.call('SPOP', KEYS[4], room)
end
for _, channel in ipairs(channels) do
  if redis.call('HINCRBY', KEYS[5], channel, -1) <= 0 then
    redis.call('HDEL', KEYS[5], channel)
    if ARGV[7] == '1' then
      redis.call('XADD', KEYS[2], '*', 'node', ARGV[3], 'event', 'vacated', 'channel', channel, 'time', ARGV[5])
    end
  end
end
local more = redis.call('EXISTS', KEYS[3], KEYS[4])
if more == 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return {#clients / 2, #channels, more > 0 and 1 or 0}
