-- Gives a partition back.
--
-- KEYS  1 lease
-- ARGV  1 token, 2 1 if nothing is under way any more, else 0
-- Reply {1}, or {0} if somebody else owns it
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {0}
end
redis.call('HSET', KEYS[1], 'owner', '', 'quiet', ARGV[2])
return {1}
