-- Says that a process is alive, forgets those that are known to be dead, and reads all.
--
-- KEYS  1 members
-- ARGV  1 member, 2 a beat it never had before, then pairs of a dead member and the beat it stopped at
-- Reply {member, beat, member, beat, ...}
for i = 3, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGETALL', KEYS[1])
