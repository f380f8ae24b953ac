-- Gives a group's new entries to the owner of the partition.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, 2 group, 3 consumer, 4 how many at most
-- Reply {'stale'}, {'missing'} where there is no such group, or {'ok', entry, entry, ...}, where an entry is
--       {id, {field, value, ...}}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local read = redis.pcall('XREADGROUP', 'GROUP', ARGV[2], ARGV[3], 'COUNT', ARGV[4], 'STREAMS', KEYS[2], '>')
if read and read.err then
  if string.find(read.err, 'NOGROUP', 1, true) then
    return {'missing'}
  end
  return read
end
local reply = {'ok'}
if read then
  for _, entry in ipairs(read[1][2]) do
    reply[#reply + 1] = entry
  end
end
return reply
