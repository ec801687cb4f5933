"""Sound to words and words to sound: mu-law, voice activity, end of turn, Vosk, the pyttsx3 voice, the voice cache.
Knows no Twilio and no bot: imports nothing of ours."""
