-- A move within an agent's hands: begun, on its way to the phone, joined, wrapping up.
-- ARGV: id, version, fence, state
local id, version, fence, state = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not follows(id, version) or redis.call('HGET', key('ticket:' .. id), 'fence') ~= fence then
  return 0
end
set(id, version, 'state', state)
tell(id, 'hold', state, redis.call('HGET', key('ticket:' .. id), 'agent'))
return 1
