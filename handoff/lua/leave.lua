-- The agent takes no more offers; his last beat stays, for what he still holds.
-- ARGV: agent
return redis.call('ZREM', key('since'), ARGV[1])
