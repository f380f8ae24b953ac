-- Reads what waits in a partition of the publish stream, oldest first.
--
-- KEYS  1 lease, 2 entries, 3 dead letters
-- ARGV  1 token, 2 entries to return at most, 3 bytes to return at most, 4 bytes of one entry at most
-- Reply {'stale'}, or {'ok', number of all that wait, number of dead letters, id of the last one ever added, entry, entry,
--       ...}, where an entry is {id, bytes, {field, value, ...}}, without its fields if it is larger than allowed
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return {'stale'}
end
local dead = redis.call('XLEN', KEYS[3])
if redis.call('EXISTS', KEYS[2]) == 0 then
  return {'ok', 0, dead, '0-0'}
end
local stream = redis.call('XINFO', 'STREAM', KEYS[2])
local info = {}
for i = 1, #stream, 2 do
  info[stream[i]] = stream[i + 1]
end
local reply = {'ok', info['length'], dead, info['last-generated-id']}
local from, count, bytes = '-', 0, 0
while true do
  local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 10)
  for _, entry in ipairs(entries) do
    local size = 0
    for _, text in ipairs(entry[2]) do
      size = size + #text
    end
    local fits = size <= tonumber(ARGV[4])
    if fits then
      bytes = bytes + size
    end
    count = count + 1
    if count > tonumber(ARGV[2]) or (bytes > tonumber(ARGV[3]) and count > 1) then
      return reply
    end
    reply[#reply + 1] = fits and {entry[1], size, entry[2]} or {entry[1], size}
    from = '(' .. entry[1]
  end
  if #entries < 10 then
    return reply
  end
end
