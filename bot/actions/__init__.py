"""The custom actions that Rasa calls; the only place that knows `rasa_sdk`."""
