-- Reads where a channel is and what was published since an offset.
--
-- KEYS  1 meta, 2 history
-- ARGV  1 offset that the reader has, or -1 to read no publications, or -2 to read the last one alone, 2 how many to
--       return at most, 3 how many bytes at most, 4 ttl of the meta in ms, 5 a name nobody has used for an epoch
-- Reply {last offset, epochs, 1 if all since are returned, else 0, offset, publication, offset, publication, ...}
-- channel.lua
local meta = channel(ARGV[4], ARGV[5])

local reply = {meta[1], meta[2], 1}
local since = tonumber(ARGV[1])
local top = tonumber(meta[1])
if since == -2 then
  since = math.max(top - 1, 0)
end
if since < 0 or since >= top then
  return reply
end
local next, count, bytes = since + 1, 0, 0
while next <= top do
  local entries = redis.call('XRANGE', KEYS[2], string.format('%.0f-0', next), '+', 'COUNT', 100)
  if #entries == 0 then
    reply[3] = 0
    return reply
  end
  for _, entry in ipairs(entries) do
    local offset = string.match(entry[1], '^%d+')
    count = count + 1
    bytes = bytes + #entry[2][2]
    if tonumber(offset) ~= next or count > tonumber(ARGV[2]) or bytes > tonumber(ARGV[3]) then
      reply[3] = 0
      return reply
    end
    reply[#reply + 1] = offset
    reply[#reply + 1] = entry[2][2]
    next = next + 1
  end
end
return reply
