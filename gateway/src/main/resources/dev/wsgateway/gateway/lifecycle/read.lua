-- Reads the events of a shard that wait, oldest first, and which gateways keep something in it.
--
-- KEYS  1 lease, 2 outbox, 3 gateways
-- ARGV  1 token, 2 events to return at most
-- Reply {'stale'}, or {'ok', number of all that wait, id of the last one ever added, {gateway, ...}, {id, {field, value,
--       ...}}, ...}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local last = '0-0'
if redis.call('EXISTS', KEYS[2]) == 1 then
  local stream = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #stream, 2 do
    if stream[i] == 'last-generated-id' then
      last = stream[i + 1]
    end
  end
end
local reply = {'ok', redis.call('XLEN', KEYS[2]), last, redis.call('HKEYS', KEYS[3])}
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', ARGV[2])) do
  reply[#reply + 1] = entry
end
return reply
