-- Takes back that entries count as delivered once more: their keys are busy, or the backend was not reached.
--
-- KEYS  1 lease, 2 entries
-- ARGV  1 token, 2 group, 3 consumer, then pairs of an id and the number of its deliveries
-- Reply {'stale'}, {'missing'} or {'ok'}
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
for i = 4, #ARGV, 2 do
  local held = redis.pcall('XCLAIM', KEYS[2], ARGV[2], ARGV[3], 0, ARGV[i], 'RETRYCOUNT', ARGV[i + 1], 'JUSTID')
  if held.err then
    if string.find(held.err, 'NOGROUP', 1, true) then
      return {'missing'}
    end
    return held
  end
end
return {'ok'}
