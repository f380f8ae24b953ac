-- Notes what happened to a gateway's connections and channels in one shard, and puts the events that this makes into the
-- outbox.
--
-- KEYS  1 gateways, 2 outbox, 3 clients of the incarnation, 4 its channels, 5 occupied, 6 lost
-- ARGV  1 incarnation, 2 number of the batch: one more than the last, or the last one, to repeat it or, without changes,
--       to ask whether it is known; 3 node, 4 length of the outbox at most, 5 number of events that were lost before,
--       6 Unix time in ms; then for each change 8: event, 1 if it is told, client, user, channel, code, reason, time
-- Reply {'ok', number of events that found no room}, or {'unknown'} where Redis does not know the batch before: others have
--       told that the gateway's connections ended, or Redis lost some of its data
local last = redis.call('HGET', KEYS[1], ARGV[1]) or '0'
local follows = #ARGV > 6 and last == string.format('%.0f', tonumber(ARGV[2]) - 1)
if last ~= ARGV[2] and not follows then
  return {'unknown'}
end

local length = redis.call('XLEN', KEYS[2])
local lost = tonumber(redis.call('GET', KEYS[6]) or '0')
local before = lost
if last ~= ARGV[2] then
  lost = lost + tonumber(ARGV[5])
end
local dropped = 0

local function tell(fields)
  if length >= tonumber(ARGV[4]) then
    dropped = dropped + 1
    return false
  end
  length = length + 1
  redis.call('XADD', KEYS[2], '*', 'node', ARGV[3], unpack(fields))
  return true
end

if lost > 0 and length < tonumber(ARGV[4]) then
  tell({'event', 'lost', 'count', lost, 'time', ARGV[6]})
  lost = 0
end

local function isTold(event, client, user, channel)
  if event == 'connected' then
    redis.call('HSET', KEYS[3], client, user)
  elseif event == 'disconnected' then
    redis.call('HDEL', KEYS[3], client)
  elseif event == 'occupied' then
    return redis.call('SADD', KEYS[4], channel) == 1 and redis.call('HINCRBY', KEYS[5], channel, 1) == 1
  elseif event == 'vacated' then
    if redis.call('SREM', KEYS[4], channel) == 0 or redis.call('HINCRBY', KEYS[5], channel, -1) > 0 then
      return false
    end
    redis.call('HDEL', KEYS[5], channel)
  end
  return true
end

if last ~= ARGV[2] then
  for i = 7, #ARGV, 8 do
    if isTold(ARGV[i], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]) and ARGV[i + 1] == '1' then
      local fields = {'event', ARGV[i]}
      for at, name in ipairs({'client', 'user', 'channel', 'code', 'reason', 'time'}) do
        if ARGV[i + 1 + at] ~= '' then
          fields[#fields + 1] = name
          fields[#fields + 1] = ARGV[i + 1 + at]
        end
      end
      tell(fields)
    end
  end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
if lost + dropped ~= before then
  redis.call('SET', KEYS[6], string.format('%.0f', lost + dropped))
end
return {'ok', dropped}
