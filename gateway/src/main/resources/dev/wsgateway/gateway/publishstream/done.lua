-- Removes entries that were published.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, then ids
-- Reply {'stale'} or {'ok'}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
redis.call('XDEL', KEYS[2], unpack(ARGV, 2))
return {'ok'}
