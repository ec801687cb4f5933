"""The service's own figures read from Prometheus text."""

import pytest
from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

from app.service_probe import LAG, Sample, Watched, lag_ms, read_sample


def exposition(lags: list[float], memory: float) -> str:
    registry = CollectorRegistry()
    histogram = Histogram(LAG, "lag", buckets=(0.01, 0.02, 0.1), registry=registry)
    for lag in lags:
        histogram.observe(lag)
    Gauge("goodterms_process_resident_bytes", "memory", registry=registry).set(memory)
    return generate_latest(registry).decode()


def test_lag_counts_only_what_happened_between_two_readings() -> None:
    before, after = read_sample(exposition([0.05] * 100, 1)), read_sample(exposition([0.05] * 100 + [0.005] * 100, 1))
    assert lag_ms(before, after, 0.95) == pytest.approx(9.5)
    assert lag_ms(before, before, 0.95) is None
    assert lag_ms(Sample(None), Sample(None), 0.95) is None


def test_lag_beyond_the_last_bucket_is_told_as_its_bound() -> None:
    assert lag_ms(Sample(None), read_sample(exposition([5.0], 1)), 0.95) == 100.0


def test_memory_per_call_is_the_peak_over_the_first_reading() -> None:
    mb = 2**20
    watched = Watched([Sample(100.0 * mb), Sample(160.0 * mb), Sample(120.0 * mb)])
    assert watched.mb_per_call(4) == 15.0
    assert Watched().mb_per_call(1) is None and Watched().lag_ms_p95() is None
