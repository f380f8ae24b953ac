-- Which partitions of a stream a group may read. Ask now and then: their number may change.
--
-- KEYS  1 wsg:{NS/NAME}:layouts, 2 wsg:{NS/NAME}:finished
-- ARGV  1 stream, 2 group
-- Reply {number of a partition, ...}; empty where the operator has not made the stream yet
local layout = redis.call('HGET', KEYS[1], ARGV[1])
if not layout then
  return {}
end
local finished = tonumber(redis.call('HGET', KEYS[2], ARGV[1] .. ' ' .. ARGV[2]) or '0')
local reading
for _, version in ipairs(cjson.decode(layout)['versions']) do
  reading = version
  if version['version'] > finished then
    break
  end
end
local partitions = {}
for i = 0, reading['partitions'] - 1 do
  partitions[i + 1] = reading['first'] + i
end
return partitions
