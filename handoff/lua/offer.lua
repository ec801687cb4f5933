-- Sets the first waiting ticket that this agent may have aside for him. Returns {id, version}, or nothing.
-- ARGV: agent, offer_ms, then the kinds (locale/channel) that he can take
local agent, takes = ARGV[1], {}
for i = 3, #ARGV do
  takes[ARGV[i]] = true
end
local now, start, step = now_ms(), 0, 100
while true do
  local ids = redis.call('ZRANGE', key('waiting'), start, start + step - 1)
  for _, id in ipairs(ids) do
    local ticket = redis.call('HMGET', key('ticket:' .. id), 'kind', 'version', 'declined:' .. agent)
    if ticket[1] and takes[ticket[1]] and tonumber(ticket[3] or 0) <= now then
      local version = tonumber(ticket[2]) + 1
      set(id, version, 'state', 'offered', 'agent', agent)
      redis.call('ZREM', key('waiting'), id)
      redis.call('ZADD', key('offers'), now + ARGV[2], id)
      tell(id, 'offer', 'offered', agent)
      return {id, version}
    end
  end
  if #ids < step then
    return false
  end
  start = start + step
end
