"""Own grammars for days, times and amounts in each language. Pure: `today` is an argument."""
