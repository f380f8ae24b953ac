-- Publishes what comes from an entry of another stream, once however often it is tried: the text of publish.lua stands in
-- for the line that says so, and has its own KEYS and ARGV. Entries of one partition must be tried in the order of their
-- ids, one channel's next only after the one before is known to be published.
--
-- ARGV  besides, at the end: partition, id of the entry
-- Reply that of publish.lua; where an entry with this id or a later one of the partition was published in this channel
--       before, {offset, epoch, -1} of the last one
--
-- An entry that is refused because too many keys have a version is not noted: it was not published.
--
-- meta: source:PARTITION = 'ID OFFSET EPOCH' of the last entry published here.
local id = table.remove(ARGV)
local source = 'source:' .. table.remove(ARGV)

local function later(a, b)
  if #a ~= #b then
    return #a > #b
  end
  return a > b
end

local last = redis.call('HGET', KEYS[1], source)
if last then
  local lastMs, lastSeq, offset, epoch = string.match(last, '^(%d+)-(%d+) (%d+) (%S*)$')
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  if not (later(ms, lastMs) or (ms == lastMs and later(seq, lastSeq))) then
    -- A write, see publish.lua.
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    return {offset, epoch, -1}
  end
end

local function publish()
-- publish.lua
end

local reply = publish()
if reply[3] ~= 3 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], source, id .. ' ' .. reply[1] .. ' ' .. reply[2])
end
return reply
