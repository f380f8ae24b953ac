-- Notes that a group has acknowledged a version of a layout as a whole.
--
-- KEYS  1 finished
-- ARGV  1 stream and group, 2 version
-- Reply {the last version that it has}
local before = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local now = math.max(before, tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], ARGV[1], now)
return {now}
