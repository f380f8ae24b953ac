-- Removes from a partition what all groups have acknowledged.
--
-- KEYS  1 entries
-- ARGV  1 for how many ms it is kept, then the groups' names
-- Reply {number of entries that went}
--
-- While one of the groups isn't there nothing counts as read.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {0}
end
-- unread.lua
return {trim({unpack(ARGV, 2)}, tonumber(ARGV[1]))}
