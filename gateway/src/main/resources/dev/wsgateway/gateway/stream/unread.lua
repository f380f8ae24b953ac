local function later(a, b)
  local aMs, aSeq = string.match(a, '^(%d+)-(%d+)$')
  local bMs, bSeq = string.match(b, '^(%d+)-(%d+)$')
  if aMs == bMs then
    aMs, bMs = aSeq, bSeq
  end
  return #aMs > #bMs or (#aMs == #bMs and aMs > bMs)
end

-- The first entry that some group has not acknowledged, or the end; nil where that isn't known.
local function firstUnread(groups)
  local there = {}
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local info = {}
    for i = 1, #group, 2 do
      info[group[i]] = group[i + 1]
    end
    there[info['name']] = info
  end
  local first
  for _, name in ipairs(groups) do
    local info = there[name]
    if not info then
      return nil
    end
    local ms, seq = string.match(info['last-delivered-id'], '^(%d+)-(%d+)$')
    local unread = ms .. '-' .. string.format('%.0f', seq + 1)
    if info['pending'] > 0 then
      unread = redis.call('XPENDING', KEYS[1], name)[2]
    end
    if not first or later(first, unread) then
      first = unread
    end
  end
  return first
end

-- Removes what all groups have acknowledged, and was added before the last retain ms; returns how much.
local function trim(groups, retain)
  local first = firstUnread(groups)
  if first and retain > 0 then
    local time = redis.call('TIME')
    local kept = string.format('%.0f-0', time[1] * 1000 + math.floor(time[2] / 1000) - retain)
    if later(first, kept) then
      first = kept
    end
  end
  return first and redis.call('XTRIM', KEYS[1], 'MINID', '=', first) or 0
end
