"""The moves of the dialogue: pure functions, one file per topic. `bot.moves.table` names them for Rasa."""
