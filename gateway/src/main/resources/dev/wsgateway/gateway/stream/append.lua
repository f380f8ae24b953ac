-- Adds a message to a stream, once under its id, within the stream's length.
--
-- KEYS  1 entries, 2 seal and, where the message has an id, 3 the result under that
-- ARGV  1 length of the stream at most, 2 'reject' or 'drop' when it is full, 3 for how many ms an id is remembered,
--       4 number of consumer groups, then their names, then fields and values
-- Reply {'added', id, number of unread entries that had to go}, {'repeated', id of the first}, {'full'}, {'sealed'}
--       where other partitions have taken over, or {'missing'} where a stream with groups isn't there
--
-- What all groups have acknowledged goes first: now and then, and whenever the stream is full. While one of the groups
-- isn't there nothing counts as read.
if KEYS[3] then
  local first = redis.call('GET', KEYS[3])
  if first then
    return {'repeated', first}
  end
end

if redis.call('EXISTS', KEYS[2]) == 1 then
  return {'sealed'}
end

local groups = tonumber(ARGV[4])
if groups > 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  return {'missing'}
end

local function later(a, b)
  local aMs, aSeq = string.match(a, '^(%d+)-(%d+)$')
  local bMs, bSeq = string.match(b, '^(%d+)-(%d+)$')
  if aMs == bMs then
    aMs, bMs = aSeq, bSeq
  end
  return #aMs > #bMs or (#aMs == #bMs and aMs > bMs)
end

-- The first entry that some group has not acknowledged, or the end; nil where that isn't known.
local function firstUnread()
  local there = {}
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local info = {}
    for i = 1, #group, 2 do
      info[group[i]] = group[i + 1]
    end
    there[info['name']] = info
  end
  local first
  for i = 5, 4 + groups do
    local info = there[ARGV[i]]
    if not info then
      return nil
    end
    local ms, seq = string.match(info['last-delivered-id'], '^(%d+)-(%d+)$')
    local unread = ms .. '-' .. string.format('%.0f', seq + 1)
    if info['pending'] > 0 then
      unread = redis.call('XPENDING', KEYS[1], ARGV[i])[2]
    end
    if not first or later(first, unread) then
      first = unread
    end
  end
  return first
end

local max = tonumber(ARGV[1])
local length = redis.call('XLEN', KEYS[1])
if groups > 0 and (length >= max or (length > 0 and length % 64 == 0)) then
  local first = firstUnread()
  if first then
    length = length - redis.call('XTRIM', KEYS[1], 'MINID', '=', first)
  end
end
local dropped = 0
if length >= max then
  if ARGV[2] == 'reject' then
    return {'full'}
  end
  dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', '=', max - 1)
end
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 5 + groups))
if KEYS[3] then
  redis.call('SET', KEYS[3], id, 'PX', ARGV[3])
end
return {'added', id, dropped}
