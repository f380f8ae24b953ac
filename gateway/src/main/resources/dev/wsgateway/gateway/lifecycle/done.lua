-- Removes events that are in the user's stream.
--
-- KEYS  1 lease, 2 outbox
-- ARGV  1 token, then ids
-- Reply {'stale'} or {'ok'}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
redis.call('XDEL', KEYS[2], unpack(ARGV, 2))
return {'ok'}
