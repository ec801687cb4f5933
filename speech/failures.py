"""What can go wrong between words and sound. These say what to do; anything else that is raised here is a bug."""


class ModelMissing(Exception):
    """A recognition model is not there or cannot be used; the message says what to set or to fetch."""


class VoiceUnavailable(Exception):
    """The voice could not speak a sentence in time, twice; the message never holds the sentence."""


class ListenerClosed(Exception):
    """The listener was closed: nothing more will be heard."""
