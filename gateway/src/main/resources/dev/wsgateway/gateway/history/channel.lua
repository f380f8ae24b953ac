-- The last offset and the epochs of a channel, which lives on for a ttl in ms from now.
--
-- A channel that nobody has published to yet gets its first epoch here, under a name that nobody has used: a reader must
-- have a position that tells it later whether the channel it comes back to is still the same one.
local function channel(ttl, name)
  local meta = redis.call('HMGET', KEYS[1], 'offset', 'epochs')
  if not meta[1] then
    local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
    meta = {'0', name .. ':1'}
    redis.call('DEL', KEYS[2])
    redis.call('HSET', KEYS[1], 'offset', '0', 'replid', replid, 'epochs', meta[2])
  end
  redis.call('PEXPIRE', KEYS[1], ttl)
  return meta
end
