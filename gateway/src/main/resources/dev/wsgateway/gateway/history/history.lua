-- Reads publications that are kept of a channel, in either direction.
--
-- KEYS  1 meta, 2 history
-- ARGV  1 first id that counts, 2 last id that counts, 3 how many to return at most, or -1 for all, 4 1 for newest first,
--       5 how many bytes at most, 6 ttl of the meta in ms, 7 a name nobody has used for an epoch
-- Reply {last offset, epochs, 1 if they fit into the bytes, else 0, offset, publication, offset, publication, ...}
-- channel.lua
local meta = channel(ARGV[6], ARGV[7])

local reply = {meta[1], meta[2], 1}
local left = tonumber(ARGV[3])
local reverse = ARGV[4] == '1'
local from, to, bytes = ARGV[1], ARGV[2], 0
while left ~= 0 do
  local some = left < 0 and 100 or math.min(left, 100)
  local entries
  if reverse then
    entries = redis.call('XREVRANGE', KEYS[2], to, from, 'COUNT', some)
  else
    entries = redis.call('XRANGE', KEYS[2], from, to, 'COUNT', some)
  end
  for _, entry in ipairs(entries) do
    bytes = bytes + #entry[2][2]
    if bytes > tonumber(ARGV[5]) then
      return {meta[1], meta[2], 0}
    end
    reply[#reply + 1] = string.match(entry[1], '^%d+')
    reply[#reply + 1] = entry[2][2]
    left = left - 1
  end
  if #entries < some then
    break
  end
  if reverse then
    to = '(' .. entries[#entries][1]
  else
    from = '(' .. entries[#entries][1]
  end
end
return reply
