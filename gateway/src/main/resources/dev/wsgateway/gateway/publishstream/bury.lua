-- Moves an entry to the dead letters.
--
-- KEYS  1 lease, 2 entries, 3 dead letters
-- ARGV  1 token, 2 id, 3 reason, 4 number of dead letters that are kept
-- Reply {'stale'} or {'ok', number of older dead letters that had to go}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local entry = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2])[1]
if not entry then
  return {'ok', 0}
end
-- Lua hands on 8,000 values at most.
redis.call('XADD', KEYS[3], '*', 'dead.id', ARGV[2], 'dead.reason', ARGV[3], unpack(entry[2], 1, math.min(#entry[2], 7000)))
redis.call('XDEL', KEYS[2], ARGV[2])
return {'ok', redis.call('XTRIM', KEYS[3], 'MAXLEN', '=', ARGV[4])}
