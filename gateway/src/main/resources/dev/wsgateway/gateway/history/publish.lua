-- Appends a publication to a channel's history, gives it the next offset and publishes it: one step, on one slot.
--
-- KEYS  1 meta, 2 history, 3 the Pub/Sub channel, and, where it has an idempotency key, 4 the result under that
-- ARGV  1 publication, 2 size of the history, 3 its ttl in ms, 4 ttl of the meta in ms, 5 a name nobody has used for an
--       epoch, 6 ttl of the idempotency key in ms, 7 PUBLISH or SPUBLISH
-- Reply {offset, epoch, 1 if it is the result of an earlier publication under the same idempotency key, else 0}
--
-- meta: offset = the last one given out; replid = the replication id under which that was; epochs = 'NAME:FIRST ...',
-- oldest first, at most 16, with the first offset given out in each. A new replication id may mean that Redis lost the
-- end of what it had, and that offsets are given out again: so it opens a new epoch, and a reader that is behind the
-- new epoch's first offset has missed nothing, while one that is not has seen offsets that no longer mean the same.
if KEYS[4] then
  local first = redis.call('GET', KEYS[4])
  if first then
    local offset, epoch = string.match(first, '^(%d+) (%S+)$')
    return {offset, epoch, 1}
  end
end

local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local meta = redis.call('HMGET', KEYS[1], 'offset', 'replid', 'epochs')
local offset = string.format('%.0f', (tonumber(meta[1] or '0')) + 1)
local epochs = meta[3] or ''
if not meta[1] then
  redis.call('DEL', KEYS[2])
end
if meta[2] ~= replid then
  local kept = {}
  for epoch in string.gmatch(epochs, '%S+') do
    kept[#kept + 1] = epoch
  end
  kept[#kept + 1] = ARGV[5] .. ':' .. offset
  if #kept > 16 then
    table.remove(kept, 1)
  end
  epochs = table.concat(kept, ' ')
  redis.call('HSET', KEYS[1], 'offset', offset, 'replid', replid, 'epochs', epochs)
else
  redis.call('HSET', KEYS[1], 'offset', offset)
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[2], offset .. '-0', 'd', ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[3])

local epoch = string.match(epochs, '(%S+):%d+$')
if KEYS[4] then
  redis.call('SET', KEYS[4], offset .. ' ' .. epoch, 'PX', ARGV[6])
end
redis.call(ARGV[7], KEYS[3], '\2' .. offset .. ' ' .. epoch .. '\n' .. ARGV[1])
return {offset, epoch, 0}
