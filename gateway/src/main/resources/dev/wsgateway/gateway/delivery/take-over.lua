-- Makes a group's pending entries the owner's, whoever had them, in the order of their ids; behind the last of them, forgets
-- the consumers that have none.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, 2 group, 3 consumer, 4 first id, 5 how many at most
-- Reply {'stale'}, {'missing'}, or {'ok', 1 if there are no more, else 0, id of the last entry that the group was given,
--       number of entries that are gone though nobody acknowledged them, last id looked at, entry, entry, ...}, where an
--       entry is {id, deliveries, key}, with an empty key where it has none
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local pending = redis.pcall('XPENDING', KEYS[2], ARGV[2], ARGV[4], '+', ARGV[5])
if pending.err then
  if string.find(pending.err, 'NOGROUP', 1, true) then
    return {'missing'}
  end
  return pending
end
local last = '0-0'
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[2])) do
  local info = {}
  for i = 1, #group, 2 do
    info[group[i]] = group[i + 1]
  end
  if info['name'] == ARGV[2] then
    last = info['last-delivered-id']
  end
end
local gone, looked, entries = 0, ARGV[4], {}
for _, one in ipairs(pending) do
  local id = one[1]
  looked = id
  local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
  if entry then
    local key = ''
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'key' then
        key = entry[2][i + 1]
      end
    end
    redis.call('XCLAIM', KEYS[2], ARGV[2], ARGV[3], 0, id, 'JUSTID')
    entries[#entries + 1] = {id, one[4], key}
  else
    redis.call('XACK', KEYS[2], ARGV[2], id)
    gone = gone + 1
  end
end
local whole = #pending < tonumber(ARGV[5])
if whole then
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[2], ARGV[2])) do
    local info = {}
    for i = 1, #consumer, 2 do
      info[consumer[i]] = consumer[i + 1]
    end
    if info['name'] ~= ARGV[3] and info['pending'] == 0 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[2], ARGV[2], info['name'])
    end
  end
end
return {'ok', whole and 1 or 0, last, gone, looked, unpack(entries)}
