"""What runs inside Rasa's own process: tokeniser, classifier, context of the turn, stores. The only place that imports `rasa`.
Imports nothing of ours, and nothing heavy until Rasa asks for a component by name."""
