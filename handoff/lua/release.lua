-- A held ticket goes back to its old place; the fence stays, so that the former holder's late acts are refused.
-- ARGV: id, version, fence
local id, version, fence = ARGV[1], ARGV[2], ARGV[3]
if not follows(id, version) or redis.call('HGET', key('ticket:' .. id), 'fence') ~= fence then
  return 0
end
set(id, version, 'state', 'queued', 'agent', '')
wait_again(id)
tell(id, 'release', 'queued', '')
return 1
