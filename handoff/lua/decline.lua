-- The agent passed it on: its old place again, and not to him for a while.
-- ARGV: id, version, declined_ms
local id, version = ARGV[1], ARGV[2]
if not follows(id, version) then
  return 0
end
local agent = redis.call('HGET', key('ticket:' .. id), 'agent')
set(id, version, 'state', 'queued', 'agent', '', 'declined:' .. agent, now_ms() + ARGV[3])
wait_again(id)
tell(id, 'decline', 'queued', agent)
return 1
