-- Reserves the next free moments for gateways that end, at one rate for all of them.
-- KEYS: the pace, a hash of 'rate' (connections a second) and 'next' (Redis' time in ms when the next moment is free)
-- ARGV: rate wanted; connections wanted; milliseconds to reserve at a time
-- Gives: microseconds until the first moment, negative where it is past; how many moments; the rate in force
local SLACK = 100 -- ms: moments that nobody asked for in time may be caught up
local KEPT = 5000 -- ms: a pace ends when nobody has asked for so long
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local pace = redis.call('HMGET', KEYS[1], 'rate', 'next')
local rate = math.max(tonumber(ARGV[1]), tonumber(pace[1] or '0'))
local start = math.max(tonumber(pace[2] or tostring(now)), now - SLACK)
local count = math.min(tonumber(ARGV[2]), math.max(1, math.ceil(rate * tonumber(ARGV[3]) / 1000)))
local free = start + count * 1000 / rate
redis.call('HSET', KEYS[1], 'rate', string.format('%.6f', rate), 'next', string.format('%.3f', free))
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(free - now, 0) + KEPT))
return {math.floor((start - now) * 1000), count, string.format('%.6f', rate)}
