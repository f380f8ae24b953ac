-- Reads a partition as the owner of its lease: first all that is pending, whoever had it, then new entries. What is not
-- acknowledged comes again with the next call, before anything new.
--
-- KEYS  1 wsg:{NS/NAME/s/STREAM/PARTITION}:lease:GROUP, 2 …:entries, 3 …:dead:GROUP
-- ARGV  1 fencing token, 2 group, 3 consumer, 4 how many at most, 5 deliveries after which an entry goes to the dead
--       letters, 0 for never
-- Reply {'stale'}: somebody else has the lease; or {'ok', {id, {field, value, ...}}, ...}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local reply = {'ok'}
local max = tonumber(ARGV[5])
for _, pending in ipairs(redis.call('XPENDING', KEYS[2], ARGV[2], '-', '+', ARGV[4])) do
  local id, deliveries = pending[1], pending[4]
  local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
  if entry and max > 0 and deliveries >= max then
    redis.call('XADD', KEYS[3], '*', 'dead.id', id, 'dead.deliveries', deliveries, 'dead.reason',
      'its consumers did not acknowledge it', unpack(entry[2], 1, math.min(#entry[2], 7000)))
    redis.call('XTRIM', KEYS[3], 'MAXLEN', '=', 10000)
    entry = nil
  end
  if entry then
    redis.call('XCLAIM', KEYS[2], ARGV[2], ARGV[3], 0, id)
    reply[#reply + 1] = entry
  else
    redis.call('XACK', KEYS[2], ARGV[2], id)
  end
end
if #reply == 1 then
  local read = redis.call('XREADGROUP', 'GROUP', ARGV[2], ARGV[3], 'COUNT', ARGV[4], 'STREAMS', KEYS[2], '>')
  for _, entry in ipairs(read and read[1][2] or {}) do
    reply[#reply + 1] = entry
  end
end
return reply
