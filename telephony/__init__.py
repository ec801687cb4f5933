"""Twilio: webhooks, signatures, the media-stream protocol, the live call, call control, the dialler, transfer legs.
May not decide what is said: that is the bot's; `twilio` is imported only here."""
