-- Put before every move. KEYS[1] is the prefix with the hash tag; every key of a script lives under it.
local function key(name)
  return KEYS[1] .. name
end

-- The server's own clock: services whose clocks disagree still agree on a deadline.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function tell(id, move, state, agent)
  redis.call('XADD', key('events'), 'MAXLEN', '~', '20000', '*', 'ticket', id, 'move', move, 'state', state, 'agent', agent)
end

-- SQL's move from the version that this index knows; anything else is late, doubled or unknown here.
local function follows(id, version)
  return tonumber(redis.call('HGET', key('ticket:' .. id), 'version') or -1) == tonumber(version) - 1
end

local function set(id, version, ...)
  redis.call('HSET', key('ticket:' .. id), 'version', version, ...)
  redis.call('HSET', key('index'), id, version)
end

local function wait_again(id)
  redis.call('ZREM', key('offers'), id)
  redis.call('ZADD', key('waiting'), redis.call('HGET', key('ticket:' .. id), 'score'), id)
end
