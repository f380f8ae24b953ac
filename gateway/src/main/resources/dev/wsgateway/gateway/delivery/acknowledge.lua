-- Acknowledges entries.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, 2 group, 3 1 to delete them as well, else 0, then ids
-- Reply {'stale'} or {'ok', how many were pending}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local done = redis.call('XACK', KEYS[2], ARGV[2], unpack(ARGV, 4))
if ARGV[3] == '1' then
  redis.call('XDEL', KEYS[2], unpack(ARGV, 4))
end
return {'ok', done}
