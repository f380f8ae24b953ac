-- Ends dead letters of a partition, oldest first: adds them to the entries again, as they were, or drops them.
--
-- KEYS  1 entries, 2 dead letters
-- ARGV  1 'redrive' or 'discard', 2 first id, 3 last id, 4 how many at most
-- Reply {number of those ended}
local letters = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[3], 'COUNT', ARGV[4])
for _, letter in ipairs(letters) do
  if ARGV[1] == 'redrive' then
    -- Behind the two fields that say why it is here.
    redis.call('XADD', KEYS[1], '*', unpack(letter[2], 5))
  end
  redis.call('XDEL', KEYS[2], letter[1])
end
return {#letters}
