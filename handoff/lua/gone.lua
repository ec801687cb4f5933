-- Which of these agents have been silent for the grace. One never seen here (a lost Redis) gets his grace from now.
-- ARGV: grace_ms, then agents
local now, silent = now_ms(), {}
for i = 2, #ARGV do
  redis.call('ZADD', key('presence'), 'NX', now, ARGV[i])
  if tonumber(redis.call('ZSCORE', key('presence'), ARGV[i])) < now - ARGV[1] then
    silent[#silent + 1] = ARGV[i]
  end
end
return silent
