-- Gives a partition back, so that another consumer has it at once.
--
-- KEYS  1 wsg:{NS/NAME/s/STREAM/PARTITION}:lease:GROUP
-- ARGV  1 fencing token
-- Reply {'stale'} or {'ok'}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
redis.call('HSET', KEYS[1], 'owner', '', 'until', 0)
return {'ok'}
