-- Acknowledges entries as the owner of the partition's lease.
--
-- KEYS  1 wsg:{NS/NAME/s/STREAM/PARTITION}:lease:GROUP, 2 …:entries
-- ARGV  1 fencing token, 2 group, then ids
-- Reply {'stale'}: somebody else has the lease, and delivers them again; or {'ok'}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
redis.call('XACK', KEYS[2], ARGV[2], unpack(ARGV, 3))
return {'ok'}
