-- Reads how all streams are split, and how far their groups are.
--
-- KEYS  1 layouts, 2 finished
-- Reply {{stream, layout, ...}, {stream and group, version, ...}}
return {redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2])}
