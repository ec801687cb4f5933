"""The spoken voice: pyttsx3 in worker processes, pinyin for Chinese. The only place that imports pyttsx3."""
