-- Offers whose deadline is over; changes nothing, for SQL moves first.
return redis.call('ZRANGEBYSCORE', key('offers'), '-inf', now_ms())
