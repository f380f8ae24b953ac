-- Gives entries that their consumers have not acknowledged for long to others of the group, and moves those that were
-- delivered too often to the dead letters.
--
-- KEYS  1 entries, 2 dead letters, 3 lease
-- ARGV  1 group, 2 for how many ms an entry may be with a consumer, 3 deliveries at most, 4 number of dead letters kept,
--       5 how many entries at most
-- Reply {number given to others, number of new dead letters, number of older ones that had to go}
--
-- An entry goes to a consumer that was seen within half of that time. Where a consumer owns the partition's lease it takes
-- over what is pending by itself.
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[2], '-', '+', ARGV[5])
if pending.err then
  if string.find(pending.err, 'NOGROUP', 1, true) then
    return {0, 0, 0}
  end
  return pending
end
if #pending == 0 then
  return {0, 0, 0}
end

local time = redis.call('TIME')
local lease = redis.call('HMGET', KEYS[3], 'owner', 'until')
local leased = (lease[1] or '') ~= '' and time[1] * 1000 < tonumber(lease[2] or '0')
local live = {}
if not leased then
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local info = {}
    for i = 1, #consumer, 2 do
      info[consumer[i]] = consumer[i + 1]
    end
    if info['idle'] * 2 < tonumber(ARGV[2]) then
      live[#live + 1] = info['name']
    end
  end
end

local given, dead = 0, 0
for _, one in ipairs(pending) do
  local id, consumer, deliveries = one[1], one[2], one[4]
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if not entry then
    redis.call('XACK', KEYS[1], ARGV[1], id)
  elseif deliveries >= tonumber(ARGV[3]) then
    -- Lua hands on 8,000 values at most.
    redis.call('XADD', KEYS[2], '*', 'dead.id', id, 'dead.deliveries', deliveries, 'dead.reason',
      'not acknowledged, at last by the consumer ' .. consumer, unpack(entry[2], 1, math.min(#entry[2], 7000)))
    redis.call('XACK', KEYS[1], ARGV[1], id)
    dead = dead + 1
  elseif #live > 0 then
    local to = live[given % #live + 1]
    if to ~= consumer or #live > 1 then
      if to == consumer then
        to = live[(given + 1) % #live + 1]
      end
      redis.call('XCLAIM', KEYS[1], ARGV[1], to, 0, id, 'JUSTID')
      given = given + 1
    end
  end
end
local dropped = 0
if dead > 0 then
  dropped = redis.call('XTRIM', KEYS[2], 'MAXLEN', '=', ARGV[4])
end
return {given, dead, dropped}
