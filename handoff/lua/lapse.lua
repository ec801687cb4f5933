-- The deadline passed: its old place again; no fault of the agent, who may be offered it anew.
-- ARGV: id, version
local id, version = ARGV[1], ARGV[2]
if not follows(id, version) then
  return 0
end
set(id, version, 'state', 'queued', 'agent', '')
wait_again(id)
tell(id, 'lapse', 'queued', '')
return 1
