-- The agent is there. Who was away longer than the grace begins a new turn of duty.
-- ARGV: agent, grace_ms
local agent, now = ARGV[1], now_ms()
local last = tonumber(redis.call('ZSCORE', key('presence'), agent) or 0)
if last < now - ARGV[2] or not redis.call('ZSCORE', key('since'), agent) then
  redis.call('ZADD', key('since'), now, agent)
end
redis.call('ZADD', key('presence'), now, agent)
redis.call('ZREMRANGEBYSCORE', key('presence'), '-inf', now - 86400000)
return 1
