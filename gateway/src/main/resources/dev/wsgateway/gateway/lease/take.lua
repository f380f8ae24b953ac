-- Takes a partition that is free, or whose owner is known to be dead.
--
-- KEYS  1 lease
-- ARGV  1 who takes it, 2 the owner that is known to be dead, or ''
-- Reply {'taken', token, 1 if the last owner left in quiet} or {'held', owner}
--
-- The token grows with the clock as well, so that it does even where Redis lost the last one.
local lease = redis.call('HMGET', KEYS[1], 'owner', 'token', 'quiet')
local owner = lease[1] or ''
if owner ~= '' and owner ~= ARGV[1] and owner ~= ARGV[2] then
  return {'held', owner}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local token = string.format('%.0f', math.max(tonumber(lease[2] or '0') + 1, now))
local quiet = (owner == '' or owner == ARGV[1]) and lease[3] ~= '0'
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'token', token, 'quiet', quiet and '1' or '0')
return {'taken', token, quiet and 1 or 0}
