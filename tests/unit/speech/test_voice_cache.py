"""What the cache keeps in memory; its disk side is in the contract tests."""

from speech.voice_cache import CacheKey, VoiceCache


def key(text: str, engine: str = "e1") -> CacheKey:
    return CacheKey(text, "en-US", engine)


def test_a_clip_comes_back_and_another_voice_has_its_own() -> None:
    cache = VoiceCache(None)
    cache.put(key("hello"), b"abc")
    assert cache.get(key("hello")) == b"abc"
    assert cache.get(key("hello", "e2")) is None
    assert (cache.hits, cache.misses) == (1, 1)


def test_the_least_used_goes_first() -> None:
    cache = VoiceCache(None, memory_bytes=6)
    cache.put(key("a"), b"111")
    cache.put(key("b"), b"222")
    cache.get(key("a"))
    cache.put(key("c"), b"333")
    assert cache.get(key("b")) is None
    assert cache.get(key("a")) == b"111"


def test_putting_a_clip_again_does_not_count_it_twice() -> None:
    cache = VoiceCache(None, memory_bytes=6)
    for _ in range(5):
        cache.put(key("a"), b"111")
    cache.put(key("b"), b"222")
    assert cache.get(key("a")) == b"111"


def test_the_file_name_tells_nothing_and_the_key_prints_no_text() -> None:
    assert "Mary" not in key("Mary owes").file_name
    assert "Mary" not in repr(key("Mary owes"))
