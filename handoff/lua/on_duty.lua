-- Agents in a turn of duty with a beat within the grace, the longest on duty first.
-- ARGV: grace_ms
local now, there = now_ms(), {}
for _, agent in ipairs(redis.call('ZRANGE', key('since'), 0, -1)) do
  if tonumber(redis.call('ZSCORE', key('presence'), agent) or 0) >= now - ARGV[1] then
    there[#there + 1] = agent
  end
end
return there
