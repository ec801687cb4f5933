"""From bot to human agent: ticket life cycle, routing, briefing, the Redis queue (Lua), agents on duty.
May not know how a call or a chat reaches the agent's ear or screen."""
