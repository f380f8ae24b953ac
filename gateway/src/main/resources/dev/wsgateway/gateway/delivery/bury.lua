-- Moves a pending entry to the group's dead letters. One that is not pending any more was moved by a call whose answer was
-- lost, or its group was: nothing happens.
--
-- KEYS  1 lease, 2 entries, 3 dead letters
-- ARGV  1 token, 2 group, 3 id, 4 number of its deliveries, 5 reason, 6 number of dead letters that are kept,
--       7 1 if the entry is a dead letter that was to be delivered once more, else 0
-- Reply {'stale'} or {'ok', number of older dead letters that had to go}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local pending = redis.call('XACK', KEYS[2], ARGV[2], ARGV[3])
local entry = redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3])[1]
if pending == 0 or not entry then
  return {'ok', 0}
end
local first, id = 1, ARGV[3]
if ARGV[7] == '1' then
  -- Behind the id that it had at first, and how often it was delivered before.
  first, id = 5, entry[2][2]
end
-- Lua hands on 8,000 values at most.
redis.call('XADD', KEYS[3], '*', 'dead.id', id, 'dead.deliveries', ARGV[4], 'dead.reason', ARGV[5],
  unpack(entry[2], first, math.min(#entry[2], 7000)))
if ARGV[7] == '1' then
  redis.call('XDEL', KEYS[2], ARGV[3])
end
return {'ok', redis.call('XTRIM', KEYS[3], 'MAXLEN', '=', ARGV[6])}
