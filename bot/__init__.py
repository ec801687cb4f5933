"""What to say next: turn-taking, the Rasa client, custom actions, identity, safety tripwires, dates and amounts in each language.
May not know Twilio, sound or screens; `rasa_sdk` only in bot/actions, `rasa` only in bot/components."""
