-- The ticket left the queue for good, or until its callback; an older fence than the last closes nothing.
-- ARGV: id, fence, state
local id, fence, state = ARGV[1], ARGV[2], ARGV[3]
local known = redis.call('HGET', key('ticket:' .. id), 'fence')
if known and tonumber(known) > tonumber(fence) then
  return 0
end
redis.call('ZREM', key('waiting'), id)
redis.call('ZREM', key('offers'), id)
redis.call('HDEL', key('index'), id)
if redis.call('DEL', key('ticket:' .. id)) == 1 then
  tell(id, 'close', state, '')
end
return 1
