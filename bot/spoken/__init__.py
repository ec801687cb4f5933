"""Numbers, amounts, days and times as people say them, one file per language. No digits reach the voice."""
