-- Takes the lease of a group's partition, or keeps it: to be called more often than it lasts.
--
-- KEYS  1 wsg:{NS/NAME/s/STREAM/PARTITION}:lease:GROUP
-- ARGV  1 consumer, a name that no other process has, 2 how long it lasts in ms
-- Reply {'taken', fencing token} or {'held', owner}
--
-- Time is that of Redis. The token changes with every owner, and grows with the clock as well, so that it does even where
-- Redis lost the last one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.call('HMGET', KEYS[1], 'owner', 'token', 'until')
local owner = lease[1] or ''
local live = owner ~= '' and now < tonumber(lease[3] or '0')
if live and owner ~= ARGV[1] then
  return {'held', owner}
end
local token = lease[2]
if not live then
  token = string.format('%.0f', math.max(tonumber(lease[2] or '0') + 1, now))
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'token', token, 'until', string.format('%.0f', now + ARGV[2]))
return {'taken', token}
