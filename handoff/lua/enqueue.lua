-- Writes a ticket as SQL has it, whatever was known before: new ones, and those that the reconciler found missing or wrong.
-- ARGV: id, version, state, agent, fence, score, kind, offer_ms
local id, version, state, agent = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
set(id, version, 'state', state, 'agent', agent, 'fence', ARGV[5], 'score', ARGV[6], 'kind', ARGV[7])
redis.call('ZREM', key('waiting'), id)
redis.call('ZREM', key('offers'), id)
if state == 'queued' then
  redis.call('ZADD', key('waiting'), ARGV[6], id)
elseif state == 'offered' then
  redis.call('ZADD', key('offers'), now_ms() + ARGV[8], id)
end
tell(id, 'enqueue', state, agent)
return 1
