-- Reads a partition's dead letters, oldest first.
--
-- KEYS  1 dead letters
-- ARGV  1 how many at most
-- Reply {number of all, letter, letter, ...}, where a letter is {id, bytes of its fields, id that the entry had, reason,
--       deliveries, channel, key}; a field that is missing is empty
local reply = {redis.call('XLEN', KEYS[1])}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[1])) do
  local size, fields = 0, {}
  for i = 1, #entry[2], 2 do
    size = size + #entry[2][i] + #entry[2][i + 1]
    fields[entry[2][i]] = fields[entry[2][i]] or entry[2][i + 1]
  end
  reply[#reply + 1] = {
    entry[1],
    size,
    fields['dead.id'] or '',
    fields['dead.reason'] or '',
    fields['dead.deliveries'] or '',
    string.sub(fields['channel'] or '', 1, 255),
    string.sub(fields['key'] or '', 1, 255),
  }
end
return reply
