"""Vosk: model folders and recognisers. The only place that imports vosk."""
