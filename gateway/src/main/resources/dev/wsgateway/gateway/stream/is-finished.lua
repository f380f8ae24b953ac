-- Whether a group has acknowledged all of a sealed partition.
--
-- KEYS  1 entries, 2 seal
-- ARGV  1 group
-- Reply {1} or {0}
if redis.call('EXISTS', KEYS[2]) == 0 then
  return {0}
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {1}
end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do
    info[group[i]] = group[i + 1]
  end
  if info['name'] == ARGV[1] then
    local left = info['pending'] > 0
      or #redis.call('XRANGE', KEYS[1], '(' .. info['last-delivered-id'], '+', 'COUNT', 1) > 0
    return {left and 0 or 1}
  end
end
return {0}
