-- Counts deliveries that are about to begin, and reads their entries.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, 2 group, 3 consumer, then pairs of an id and the number of its delivery
-- Reply {'stale'}, {'missing'}, or {'ok', entry, entry, ...}, one a pair, where an entry is {id, {field, value, ...}}, or
--       {id} if it isn't pending any more
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local reply = {'ok'}
for i = 4, #ARGV, 2 do
  local claimed = redis.pcall('XCLAIM', KEYS[2], ARGV[2], ARGV[3], 0, ARGV[i], 'RETRYCOUNT', ARGV[i + 1])
  if claimed.err then
    if string.find(claimed.err, 'NOGROUP', 1, true) then
      return {'missing'}
    end
    return claimed
  end
  reply[#reply + 1] = claimed[1] or {ARGV[i]}
end
return reply
