-- Adds a message to a stream, once under its id, within the stream's length.
--
-- KEYS  1 entries, 2 seal and, where the message has an id, 3 the result under that
-- ARGV  1 length of the stream at most, 2 'reject' or 'drop' when it is full, 3 for how many ms an id is remembered,
--       4 number of consumer groups, 5 for how many ms what is acknowledged is kept, then the groups' names, then fields
--       and values
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

-- unread.lua
local names = {}
for i = 6, 5 + groups do
  names[#names + 1] = ARGV[i]
end
local max = tonumber(ARGV[1])
local length = redis.call('XLEN', KEYS[1])
if groups > 0 and (length >= max or (length > 0 and length % 64 == 0)) then
  -- What is retained makes room for what is new.
  length = length - trim(names, length >= max and 0 or tonumber(ARGV[5]))
end
local dropped = 0
if length >= max then
  if ARGV[2] == 'reject' then
    return {'full'}
  end
  dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', '=', max - 1)
end
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 6 + groups))
if KEYS[3] then
  redis.call('SET', KEYS[3], id, 'PX', ARGV[3])
end
return {'added', id, dropped}
