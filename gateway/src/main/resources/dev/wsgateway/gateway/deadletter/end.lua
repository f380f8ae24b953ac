-- Ends dead letters of a partition, oldest first: hands them on to be tried again, as they were, or drops them.
--
-- KEYS  1 where they are tried again, 2 dead letters
-- ARGV  1 'redrive' or 'discard', 2 first id, 3 last id, 4 how many at most, 5 the consumer group that they are those of,
--       empty for the publish stream
-- Reply {number of those ended}
local letters = redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[3], 'COUNT', ARGV[4])
if ARGV[1] == 'redrive' and ARGV[5] ~= '' and #letters > 0 then
  local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[5], '0', 'MKSTREAM')
  if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then
    return made
  end
end
for _, letter in ipairs(letters) do
  if ARGV[1] == 'redrive' then
    if ARGV[5] == '' then
      -- Behind the two fields that say why it is here.
      redis.call('XADD', KEYS[1], '*', unpack(letter[2], 5))
    else
      -- With its id and its count, without the reason.
      redis.call('XADD', KEYS[1], '*', letter[2][1], letter[2][2], letter[2][3], letter[2][4], unpack(letter[2], 7))
    end
  end
  redis.call('XDEL', KEYS[2], letter[1])
end
return {#letters}
