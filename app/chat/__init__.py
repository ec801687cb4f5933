"""The debtor's chat: signed tokens, HTTP and WebSocket doors, and the widget that one script tag embeds.
Knows the bot by `ports.py` alone; no dialogue, no law and no SQL of its own."""
