-- Appends a publication to a channel's history, gives it the next offset and publishes it: one step, on one slot.
--
-- KEYS  1 meta, 2 history, then where it has an idempotency key the result under that, then where it has a version the
--       versions and their ages
-- ARGV  1 publication, 2 size of the history, 3 its ttl in ms, 4 ttl of the meta in ms, 5 a name nobody has used for an
--       epoch, 6 ttl of the idempotency key in ms or empty without one, 7 PUBLISH or SPUBLISH, 8 the Pub/Sub channel,
--       in the slot of the keys, and where it has a version 9 its number, 10 its epoch, 11 its key, 12 how many keys
--       may have one
-- Reply {offset, epoch, outcome}; outcome is 0: published, 1: not, this is the result of an earlier one under the same
--       idempotency key, 2: not, a version as new as it was published before, 3: not, too many keys have a version;
--       after 2 and 3 the offset is the last one given out
--
-- meta: offset = the last one given out; replid = the replication id under which that was; epochs = 'NAME:FIRST ...',
-- oldest first, at most 16, with the first offset given out in each. A new replication id may mean that Redis lost the
-- end of what it had, and that offsets are given out again: so it opens a new epoch, and a reader that is behind the
-- new epoch's first offset has missed nothing, while one that is not has seen offsets that no longer mean the same.
--
-- The Pub/Sub channel is no key: while its slot moves, a Cluster refuses a script as long as one of its keys does not exist.
--
-- A key's version is remembered as long as the meta, from its last publication on. Where too many are remembered a new
-- key is refused: to forget an old one instead would let a stale state overwrite a newer one.
local versionsAt = 3
local result
if ARGV[6] ~= '' then
  result = KEYS[3]
  versionsAt = 4
  local first = redis.call('GET', result)
  if first then
    local offset, epoch = string.match(first, '^(%d+) (%S+)$')
    -- A write, without which a WAIT for the first one's sake would confirm nothing.
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    return {offset, epoch, 1}
  end
end

local meta = redis.call('HMGET', KEYS[1], 'offset', 'replid', 'epochs')
local epochs = meta[3] or ''

local version, key = ARGV[9], ARGV[11]
local versions, ages = KEYS[versionsAt], KEYS[versionsAt + 1]
if version then
  local last = redis.call('HGET', versions, key)
  if last then
    local number, epoch = string.match(last, '^(%d+) (.*)$')
    -- As texts: beyond 2^53 Lua's numbers are not exact.
    local newer = #version > #number or (#version == #number and version > number)
    if not newer and (ARGV[10] == '' or ARGV[10] == epoch) then
      return {meta[1] or '0', string.match(epochs, '(%S+):%d+$') or '', 2}
    end
  end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local old = redis.call('ZRANGEBYSCORE', ages, '-inf', now - ARGV[4], 'LIMIT', 0, 100)
  if #old > 0 then
    redis.call('HDEL', versions, unpack(old))
    redis.call('ZREM', ages, unpack(old))
  end
  if not last and redis.call('HLEN', versions) >= tonumber(ARGV[12]) then
    return {meta[1] or '0', string.match(epochs, '(%S+):%d+$') or '', 3}
  end
  redis.call('HSET', versions, key, version .. ' ' .. ARGV[10])
  redis.call('ZADD', ages, now, key)
  redis.call('PEXPIRE', versions, ARGV[4])
  redis.call('PEXPIRE', ages, ARGV[4])
end

local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local offset = string.format('%.0f', (tonumber(meta[1] or '0')) + 1)
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
if result then
  redis.call('SET', result, offset .. ' ' .. epoch, 'PX', ARGV[6])
end
redis.call(ARGV[7], ARGV[8], '\2' .. offset .. ' ' .. epoch .. '\n' .. ARGV[1])
return {offset, epoch, 0}
