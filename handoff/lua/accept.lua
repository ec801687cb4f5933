-- The ticket is the agent's, under a new fence.
-- ARGV: id, version, agent, fence
local id, version, agent, fence = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not follows(id, version) or tonumber(redis.call('HGET', key('ticket:' .. id), 'fence')) >= tonumber(fence) then
  return 0
end
set(id, version, 'state', 'accepted', 'agent', agent, 'fence', fence)
redis.call('ZREM', key('waiting'), id)
redis.call('ZREM', key('offers'), id)
tell(id, 'accept', 'accepted', agent)
return 1
